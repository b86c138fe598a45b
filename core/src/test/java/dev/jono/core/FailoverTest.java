package dev.jono.core;

import static dev.jono.core.QueueRig.ALICE;
import static dev.jono.core.QueueRig.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.LeaseToken;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueReply.SettleResult.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Owners that die or stop, and the leases that the next one finds. */
class FailoverTest {
    private final QueueRig rig = new QueueRig();

    @Test
    void aJournaledLeaseSurvivesAFailoverWithItsFullTime() {
        Effect.Grant grant = rig.deliverOneTo(ALICE);
        rig.pass(Duration.ofSeconds(20));
        rig.crash();
        rig.register(BOB, 1);
        assertThatNobodyElseGetsItBeforeItIsAcked(grant, Duration.ofSeconds(29));
    }

    @Test
    void aRestoredLeaseHasItsFullTimeFromWhenTheQueueTakesCommands() {
        Effect.Grant grant = rig.deliverOneTo(ALICE);
        rig.pass(Duration.ofSeconds(20));
        recoverForAnHour();
        rig.register(BOB, 1);
        assertThatNobodyElseGetsItBeforeItIsAcked(grant, Duration.ofSeconds(29));
    }

    @Test
    void aRestoredLeaseEndsWhenItsTimeIsUp() {
        Effect.Grant grant = rig.deliverOneTo(ALICE);
        rig.pass(Duration.ofSeconds(20));
        recoverForAnHour();
        rig.register(BOB, 1);
        rig.pass(Duration.ofSeconds(30));
        assertThat(rig.takeOne(BOB).offset()).isEqualTo(grant.offset());
    }

    @Test
    void theHeadIsHeldBackFromWhenTheQueueTakesCommands() {
        rig.sendPlain(1);
        recoverForAnHour();
        rig.register(BOB, 1);
        rig.pass(Duration.ofMillis(Limits.DEFAULT.refreshMillis() - 1));
        assertThat(rig.take(BOB)).isEmpty();
        rig.pass(Duration.ofMillis(1));
        assertThat(rig.take(BOB)).hasSize(1);
    }

    /** The first commit of the next incarnation takes an hour. */
    private void recoverForAnHour() {
        rig.opens = false;
        rig.crash();
        rig.pass(Duration.ofHours(1));
        rig.queue.opened(rig.now());
    }

    @Test
    void aLeaseThatWasNotJournaledIsAdoptedFromARefresh() {
        Effect.Grant grant = rig.deliverOneTo(ALICE);
        rig.crash();
        rig.register(BOB, 1);
        assertThat(rig.refresh(ALICE, 1, 1, 1, 1, QueueRig.held(grant, true)).lost())
                .isEmpty();
        assertThatNobodyElseGetsItBeforeItIsAcked(grant, Duration.ofSeconds(10));
    }

    @Test
    void anAdoptedLeaseIsJournaledAndSurvivesTheNextFailover() {
        Effect.Grant grant = rig.deliverOneTo(ALICE);
        rig.crash();
        rig.refresh(ALICE, 1, 1, 1, 1, QueueRig.held(grant, true));
        rig.pass(Duration.ofMillis(100));
        rig.crash();
        rig.register(BOB, 1);
        assertThatNobodyElseGetsItBeforeItIsAcked(grant, Duration.ofSeconds(10));
    }

    @Test
    void anAdoptedLeaseIsJournaledAlthoughADeliveryFromBeforeHasNotLeft() {
        Effect.Grant grant = rig.deliverOneTo(ALICE);
        rig.crash();
        rig.deliveriesLeave = false;
        rig.register(BOB, 1);
        rig.sendPlain(1);
        assertThat(rig.take(BOB)).hasSize(1);
        rig.refresh(ALICE, 1, 1, 1, 1, QueueRig.held(grant, true));
        rig.pass(Duration.ofMillis(100));
        assertThat(rig.journaled(Event.Leased.class)).hasSize(1);
    }

    private void assertThatNobodyElseGetsItBeforeItIsAcked(Effect.Grant grant, Duration wait) {
        rig.pass(wait);
        assertThat(rig.take(BOB)).isEmpty();
        assertThat(rig.ack(grant)).isEqualTo(Kind.DONE);
    }

    @Test
    void anAckOfADeliveryThatIsNotAdoptedYetIsTaken() {
        Effect.Grant grant = rig.deliverOneTo(ALICE);
        rig.crash();
        assertThat(rig.ack(grant)).isEqualTo(Kind.DONE);
        assertThat(rig.status().depth()).isZero();
    }

    @Test
    void aTokenOfAnEarlierEpochDoesNotCountForLaterMessages() {
        rig.restart();
        rig.sendPlain(1);
        assertThat(rig.settle(0, new LeaseToken(1, 1, 1), QueueCommand.Ack.INSTANCE))
                .isEqualTo(Kind.LEASE_LOST);
    }

    @Test
    void aTokenOfAnEarlierEpochIsAnsweredAlikeInTheBatchThatAcksAndAfterIt() {
        rig.restart();
        rig.sendPlain(2);
        rig.register(ALICE, 2);
        List<Effect.Grant> grants = rig.take(ALICE);
        LeaseToken old = new LeaseToken(1, 1, 1);
        assertThat(settleTogether(grants.get(0), new QueueCommand.Reject("no"), old))
                .containsExactly(Kind.DONE, Kind.LEASE_LOST);
        assertThat(settleTogether(grants.get(1), QueueCommand.Ack.INSTANCE, old))
                .containsExactly(Kind.DONE, Kind.ALREADY_SETTLED);
        assertThat(rig.settle(grants.get(0).offset(), old, QueueCommand.Ack.INSTANCE))
                .isEqualTo(Kind.LEASE_LOST);
        assertThat(rig.settle(grants.get(1).offset(), old, QueueCommand.Ack.INSTANCE))
                .isEqualTo(Kind.ALREADY_SETTLED);
    }

    private List<Kind> settleTogether(Effect.Grant grant, QueueCommand.Outcome outcome, LeaseToken second) {
        QueueCommand.Settle settle = new QueueCommand.Settle(List.of(
                new QueueCommand.Settlement(grant.offset(), grant.token(), outcome),
                new QueueCommand.Settlement(grant.offset(), second, QueueCommand.Ack.INSTANCE)));
        return ((QueueReply.Settled) rig.answer(settle))
                .results().stream().map(QueueReply.SettleResult::kind).toList();
    }

    @Test
    void anOlderTokenIsLostOnceANewerWasIssued() {
        Effect.Grant old = rig.deliverOneTo(ALICE);
        rig.crash();
        rig.register(BOB, 1);
        rig.pass(Duration.ofSeconds(3));
        Effect.Grant fresh = rig.takeOne(BOB);
        assertThat(rig.ack(old)).isEqualTo(Kind.LEASE_LOST);
        rig.settle(fresh, QueueCommand.GiveBack.INSTANCE);
        rig.answer(new QueueCommand.Pause());
        assertThat(rig.ack(old)).isEqualTo(Kind.LEASE_LOST);
    }

    @Test
    void theHeadIsHeldBackAfterACrashUntilConsumersHadTimeToReport() {
        rig.sendPlain(2);
        rig.crash();
        rig.register(BOB, 10);
        rig.sendPlain(1);
        assertThat(rig.takeOffsets(BOB)).containsExactly(2L);
        rig.pass(Duration.ofMillis(2_499));
        assertThat(rig.take(BOB)).isEmpty();
        rig.pass(Duration.ofMillis(1));
        assertThat(rig.takeOffsets(BOB)).containsExactly(0L, 1L);
    }

    @Test
    void theHeadIsNotHeldBackAfterAStopInGoodOrder() {
        rig.sendPlain(2);
        rig.restart();
        rig.register(BOB, 10);
        assertThat(rig.takeOffsets(BOB)).containsExactly(0L, 1L);
    }

    @Test
    void nothingIsDeliveredAfterTheEndOfTheEpoch() {
        rig.register(ALICE, 1);
        rig.sendPlain(1);
        Effect.Grant grant = rig.takeOne(ALICE);
        rig.sendPlain(1);
        rig.run(new Input.EndEpoch());
        rig.ack(grant);
        assertThat(rig.take(ALICE)).isEmpty();
    }

    @Test
    void aStopInGoodOrderJournalsEveryLeaseAndSuspectsNobody() {
        rig.sendPlain(2);
        rig.register(ALICE, 1);
        Effect.Grant grant = rig.takeOne(ALICE);
        rig.restart();
        assertThat(rig.queue.state().suspects.isEmpty()).isTrue();
        assertThat(rig.status().leased()).isEqualTo(1);
        assertThat(rig.ack(grant)).isEqualTo(Kind.DONE);
    }

    @Test
    void afterACrashAsManyMessagesAtTheHeadAreSuspectAsTheConsumersCouldHold() {
        rig.sendPlain(100);
        rig.register(ALICE, 10);
        rig.crash();
        assertThat(rig.queue.state().suspects.size()).isBetween(10L, 20L);
    }

    @Test
    void withoutConsumersNobodyIsSuspectAfterACrash() {
        rig.sendPlain(100);
        rig.crash();
        assertThat(rig.queue.state().suspects.isEmpty()).isTrue();
    }

    @Test
    void aLeaseThatWasGivenBackAfterItsAdoptionLeavesNoTrace() {
        Effect.Grant first = rig.deliverOneTo(ALICE);
        rig.pass(Duration.ofSeconds(1));
        LeaseToken higher = new LeaseToken(1, 1, first.token().deliveryNumber() + 1);
        rig.crash();
        rig.refresh(BOB, 1, 1, 1, 9, new QueueCommand.HeldDelivery(0, higher, true, true));
        rig.settle(0, higher, QueueCommand.GiveBack.INSTANCE);
        assertThat(rig.queue.image().leases().stream().map(LeaseRecord::token)).doesNotContain(first.token());
    }

    @Test
    void theLeasingProcessesAreKnownAfterAFailover() {
        rig.sendPlain(1);
        rig.register(ALICE, 1);
        rig.pass(Duration.ofSeconds(1));
        rig.crash();
        assertThat(rig.queue.leasingProcesses()).containsExactly(ALICE.process());
    }
}
