package dev.jono.core;

import static dev.jono.core.QueueRig.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueReply.SettleResult.Kind;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a lease begins, ends and is journaled. */
class LeaseTest {
    private final QueueRig rig = new QueueRig();

    @Test
    void anAckAfterTheLeaseExpiredIsLost() {
        rig.sendPlain(1);
        rig.register(ALICE, 1);
        Effect.Grant grant = rig.takeOne(ALICE);
        rig.pass(Duration.ofSeconds(31));
        assertThat(rig.ack(grant)).isEqualTo(Kind.LEASE_LOST);
    }

    @Test
    void anAckThatComesTogetherWithTheEndOfItsLeaseIsTaken() {
        Effect.Grant grant = rig.deliverOneTo(ALICE);
        rig.jump(Duration.ofSeconds(31));
        assertThat(rig.ack(grant)).isEqualTo(Kind.DONE);
        assertThat(rig.status().depth()).isZero();
    }

    @Test
    void anAckBehindWhatIsDecidedAloneIsTakenToo() {
        Effect.Grant grant = rig.deliverOneTo(ALICE);
        rig.jump(Duration.ofSeconds(31));
        List<@Nullable QueueReply> replies = rig.run(
                new Input.Client(new QueueCommand.Describe()),
                new Input.Client(new QueueCommand.Settle(List.of(
                        new QueueCommand.Settlement(grant.offset(), grant.token(), QueueCommand.Ack.INSTANCE)))));
        assertThat(replies.get(1))
                .isInstanceOfSatisfying(
                        QueueReply.Settled.class,
                        settled -> assertThat(settled.results())
                                .containsExactly(new QueueReply.SettleResult(grant.token(), Kind.DONE)));
    }

    @Test
    void anExtensionThatComesTogetherWithTheEndOfItsLeaseIsTaken() {
        Effect.Grant grant = rig.deliverOneTo(ALICE);
        rig.jump(Duration.ofSeconds(31));
        assertThat(rig.settle(grant, new QueueCommand.Extend(Duration.ofSeconds(5))))
                .isEqualTo(Kind.DONE);
        rig.pass(Duration.ofMillis(4_999));
        assertThat(rig.take(ALICE)).isEmpty();
        rig.pass(Duration.ofMillis(1));
        assertThat(rig.take(ALICE)).hasSize(1);
    }

    @Test
    void aRefreshThatComesTogetherWithTheEndOfALeaseExtendsIt() {
        Effect.Grant grant = rig.deliverOneTo(ALICE);
        rig.jump(Duration.ofSeconds(31));
        assertThat(rig.refresh(ALICE, 1, 1, 1, 1, QueueRig.held(grant, true)).lost())
                .isEmpty();
        rig.pass(Duration.ofSeconds(29));
        assertThat(rig.ack(grant)).isEqualTo(Kind.DONE);
    }

    @Test
    void aRefreshThatDoesNotExtendALeaseKeepsItFromEndingByNoMeans() {
        Effect.Grant grant = rig.deliverOneTo(ALICE);
        rig.jump(Duration.ofSeconds(31));
        var held = new QueueCommand.HeldDelivery(grant.offset(), grant.token(), false, false);
        assertThat(rig.refresh(ALICE, 1, 1, 1, 1, held).lost()).containsExactly(grant.token());
    }

    @Test
    void anAckOfAnotherDeliveryKeepsNoLeaseFromEnding() {
        Effect.Grant first = rig.deliverOneTo(ALICE);
        rig.pass(Duration.ofSeconds(31));
        Effect.Grant second = rig.takeOne(ALICE);
        rig.jump(Duration.ofSeconds(31));
        assertThat(rig.ack(first)).isEqualTo(Kind.LEASE_LOST);
        assertThat(rig.ack(second)).isEqualTo(Kind.LEASE_LOST);
    }

    @Test
    void aLeaseHasItsFullTimeFromWhenAHeldDeliveryLeaves() {
        Effect.Grant grant = leaveAfterFiveMinutes();
        rig.pass(Duration.ofSeconds(29));
        assertThat(rig.take(ALICE)).isEmpty();
        rig.pass(Duration.ofSeconds(1));
        assertThat(rig.takeOne(ALICE).token()).isGreaterThan(grant.token());
        assertThat(rig.ack(grant)).isEqualTo(Kind.LEASE_LOST);
    }

    @Test
    void whatLeftLateCanBeAckedForAsLongAsItsLeaseLasts() {
        Effect.Grant grant = leaveAfterFiveMinutes();
        rig.pass(Duration.ofSeconds(29));
        assertThat(rig.ack(grant)).isEqualTo(Kind.DONE);
    }

    /** A delivery is decided, and its commit takes five minutes. */
    private Effect.Grant leaveAfterFiveMinutes() {
        rig.deliveriesLeave = false;
        Effect.Grant grant = rig.deliverOneTo(ALICE);
        rig.pass(Duration.ofMinutes(5));
        assertThat(rig.take(ALICE)).as("delivered again before it left").isEmpty();
        rig.queue.begin(deliver(grant), rig.now());
        return grant;
    }

    private static Effect.Deliver deliver(Effect.Grant grant) {
        return new Effect.Deliver(ALICE, grant.token().epoch(), List.of(grant));
    }

    @Test
    void whatEndedWhileItsDeliveryWasHeldIsNotLeasedAgain() {
        rig.deliveriesLeave = false;
        Effect.Grant grant = rig.deliverOneTo(ALICE);
        rig.deliveriesLeave = true;
        rig.nack(grant);
        rig.pass(Duration.ofSeconds(2));
        rig.register(ALICE, 1);
        Effect.Grant again = rig.takeOne(ALICE);
        rig.pass(Duration.ofSeconds(20));
        rig.queue.begin(deliver(grant), rig.now());
        rig.pass(Duration.ofSeconds(11));
        assertThat(rig.ack(again)).as("the later lease began on its own").isEqualTo(Kind.LEASE_LOST);
    }

    @Test
    void anExtendedLeaseLastsLonger() {
        rig.sendPlain(1);
        rig.register(ALICE, 1);
        Effect.Grant grant = rig.takeOne(ALICE);
        rig.pass(Duration.ofSeconds(29));
        assertThat(rig.settle(grant, new QueueCommand.Extend(Duration.ofSeconds(30))))
                .isEqualTo(Kind.DONE);
        rig.pass(Duration.ofSeconds(29));
        assertThat(rig.ack(grant)).isEqualTo(Kind.DONE);
    }

    @Test
    void anEndedLeaseCannotBeExtended() {
        rig.sendPlain(1);
        rig.register(ALICE, 1);
        Effect.Grant grant = rig.takeOne(ALICE);
        rig.pass(Duration.ofSeconds(31));
        assertThat(rig.settle(grant, new QueueCommand.Extend(Duration.ofSeconds(30))))
                .isEqualTo(Kind.LEASE_LOST);
    }

    @Test
    void aLeaseThatExpiresBeforeTheHandlerStartedIsNoAttempt() {
        rig.sendPlain(1);
        rig.register(ALICE, 1);
        rig.take(ALICE);
        rig.pass(Duration.ofSeconds(31));
        assertThat(rig.takeOne(ALICE).attempt()).isEqualTo(1);
    }

    @Test
    void aLeaseThatExpiresAfterTheHandlerStartedIsAnAttempt() {
        rig.sendPlain(1);
        rig.register(ALICE, 1);
        Effect.Grant grant = rig.takeOne(ALICE);
        rig.refresh(ALICE, 1, 1, 1, 1, new QueueCommand.HeldDelivery(0, grant.token(), true, false));
        rig.pass(Duration.ofSeconds(40));
        assertThat(rig.takeOne(ALICE).attempt()).isEqualTo(2);
    }

    @Test
    void aRefreshExtendsWhatTheConsumerHolds() {
        rig.sendPlain(1);
        rig.register(ALICE, 1);
        Effect.Grant grant = rig.takeOne(ALICE);
        for (int i = 0; i < 10; i++) {
            rig.pass(Duration.ofSeconds(20));
            rig.refresh(ALICE, 1, 1, 1, 1, QueueRig.held(grant, true));
        }
        assertThat(rig.ack(grant)).isEqualTo(Kind.DONE);
    }

    @Test
    void aLeaseIsJournaledAtTheLatestAHundredMillisecondsLater() {
        rig.sendPlain(1);
        rig.register(ALICE, 1);
        rig.pass(Duration.ofMillis(99));
        assertThat(rig.journaled(Event.Leased.class)).isEmpty();
        rig.pass(Duration.ofMillis(1));
        assertThat(rig.journaled(Event.Leased.class)).hasSize(1);
    }

    @Test
    void aLeaseOfFiftyMillisecondsIsJournaledWithTheNextCommit() {
        rig.sendPlain(1);
        rig.register(ALICE, 1);
        rig.jump(Duration.ofMillis(49));
        rig.sendPlain(1);
        assertThat(rig.journaled(Event.Leased.class)).isEmpty();
        rig.jump(Duration.ofMillis(1));
        rig.sendPlain(1);
        assertThat(rig.journaled(Event.Leased.class)).hasSize(1);
    }

    @Test
    void aDeliveryThatIsSettledSoonIsNeverJournaledAsLeased() {
        rig.sendPlain(1);
        rig.register(ALICE, 1);
        rig.jump(Duration.ofSeconds(1));
        rig.ack(rig.takeOne(ALICE));
        rig.pass(Duration.ofSeconds(1));
        assertThat(rig.journaled(Event.Leased.class)).isEmpty();
    }

    @Test
    void aLeaseIsAsOldAsItsDeliveryHasBeenGone() {
        rig.deliveriesLeave = false;
        Effect.Grant grant = rig.deliverOneTo(ALICE);
        rig.pass(Duration.ofMillis(150));
        rig.sendPlain(1);
        rig.queue.begin(deliver(grant), rig.now());
        rig.pass(Duration.ofMillis(99));
        assertThat(rig.journaled(Event.Leased.class)).isEmpty();
        rig.pass(Duration.ofMillis(1));
        assertThat(rig.journaled(Event.Leased.class)).hasSize(1);
    }

    @Test
    void whatHasNotLeftIsJournaledWhenEveryLeaseMustBe() {
        rig.deliveriesLeave = false;
        rig.deliverOneTo(ALICE);
        assertThat(rig.answer(new QueueCommand.Purge())).isEqualTo(new QueueReply.Purged(0));
        rig.crash();
        assertThat(rig.status().leased()).isEqualTo(1);
    }
}
