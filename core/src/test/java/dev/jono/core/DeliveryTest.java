package dev.jono.core;

import static dev.jono.core.QueueRig.ALICE;
import static dev.jono.core.QueueRig.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.JonoException.Reason;
import dev.jono.api.LeaseToken;
import dev.jono.api.Message;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueReply.SettleResult.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryTest {
    private final QueueRig rig = new QueueRig();

    @Test
    void aConsumerGetsAsManyMessagesAsItHasCreditInOrder() {
        rig.sendPlain(5);
        rig.register(ALICE, 3);
        assertThat(rig.takeOffsets(ALICE)).containsExactly(0L, 1L, 2L);
    }

    @Test
    void anAckReturnsCredit() {
        rig.sendPlain(5);
        rig.register(ALICE, 1);
        rig.ack(rig.takeOne(ALICE));
        assertThat(rig.takeOffsets(ALICE)).containsExactly(1L);
    }

    @Test
    void aMessageThatArrivesIsDeliveredToAWaitingConsumer() {
        rig.register(ALICE, 1);
        rig.sendPlain(1);
        Effect.Grant grant = rig.takeOne(ALICE);
        assertThat(grant.attempt()).isEqualTo(1);
        assertThat(grant.leaseMillis()).isEqualTo(30_000);
        assertThat(grant.token()).isEqualTo(new LeaseToken(1, 1, 1));
    }

    @Test
    void aLeasedMessageGoesToNobodyElse() {
        rig.sendPlain(1);
        rig.register(ALICE, 1);
        rig.register(BOB, 1);
        assertThat(rig.take(ALICE)).hasSize(1);
        assertThat(rig.take(BOB)).isEmpty();
    }

    @Test
    void consumersShareABacklogInTurns() {
        rig.register(ALICE, 100);
        rig.register(BOB, 100);
        rig.sendPlain(64);
        assertThat(rig.take(ALICE)).hasSize(32);
        assertThat(rig.take(BOB)).hasSize(32);
    }

    @Test
    void aConsumerGetsNoMoreBytesThanItTakesButForTheLastMessage() {
        rig.send(large(), large(), large(), large());
        rig.answer(new QueueCommand.Refresh(ALICE, 1, 100, 1_500_000, 100, 0, 0, List.of()));
        List<Effect.Grant> grants = rig.take(ALICE);
        assertThat(grants).extracting(Effect.Grant::offset).containsExactly(0L, 1L);
        rig.ack(grants.get(0));
        assertThat(rig.takeOffsets(ALICE)).containsExactly(2L);
    }

    @Test
    void aConsumerThatHoldsNothingGetsAMessageHoweverLarge() {
        rig.send(large(), large());
        rig.answer(new QueueCommand.Refresh(ALICE, 1, 100, 1, 100, 0, 0, List.of()));
        rig.ack(rig.takeOne(ALICE));
        assertThat(rig.takeOffsets(ALICE)).containsExactly(1L);
    }

    @Test
    void whatAConsumerHoldsThroughAFailoverStillCounts() {
        rig.send(large(), large());
        rig.answer(new QueueCommand.Refresh(ALICE, 1, 100, 1, 100, 0, 0, List.of()));
        Effect.Grant held = rig.takeOne(ALICE);
        rig.crash();
        rig.answer(new QueueCommand.Refresh(ALICE, 2, 100, 1, 100, 1, 1, List.of(QueueRig.held(held, true))));
        rig.pass(Duration.ofSeconds(10));
        assertThat(rig.take(ALICE)).isEmpty();
        rig.ack(held);
        assertThat(rig.takeOffsets(ALICE)).containsExactly(1L);
    }

    private static Message large() {
        return Message.of(new byte[1_000_000]);
    }

    @Test
    void aConsumerWithoutCapacityGetsNothing() {
        rig.sendPlain(1);
        rig.register(ALICE, 0);
        assertThat(rig.take(ALICE)).isEmpty();
    }

    @Test
    void anOlderGrantIsIgnored() {
        rig.ask(new QueueCommand.Refresh(ALICE, 5, 0, 0, 1, 0, 0, List.of()));
        rig.ask(new QueueCommand.Refresh(ALICE, 4, 10, 0, 1, 0, 0, List.of()));
        rig.sendPlain(1);
        assertThat(rig.take(ALICE)).isEmpty();
    }

    @Test
    void anAckRemovesTheMessage() {
        rig.sendPlain(1);
        rig.register(ALICE, 1);
        assertThat(rig.ack(rig.takeOne(ALICE))).isEqualTo(Kind.DONE);
        assertThat(rig.status().depth()).isZero();
        assertThat(rig.status().acked()).isEqualTo(1);
        assertThat(rig.status().bytes()).isZero();
    }

    @Test
    void aRepeatedAckIsAlreadySettled() {
        rig.sendPlain(1);
        rig.register(ALICE, 1);
        Effect.Grant grant = rig.takeOne(ALICE);
        rig.ack(grant);
        assertThat(rig.ack(grant)).isEqualTo(Kind.ALREADY_SETTLED);
        rig.crash();
        assertThat(rig.ack(grant)).isEqualTo(Kind.ALREADY_SETTLED);
    }

    @Test
    void aTokenOfAnotherMessageOrEpochOrGenerationIsLost() {
        rig.sendPlain(2);
        rig.register(ALICE, 2);
        List<Effect.Grant> grants = rig.take(ALICE);
        QueueCommand.Ack ack = QueueCommand.Ack.INSTANCE;
        assertThat(rig.settle(0, grants.get(1).token(), ack)).isEqualTo(Kind.LEASE_LOST);
        assertThat(rig.settle(0, new LeaseToken(1, 2, 1), ack)).isEqualTo(Kind.LEASE_LOST);
        assertThat(rig.settle(0, new LeaseToken(2, 1, 1), ack)).isEqualTo(Kind.LEASE_LOST);
        assertThat(rig.settle(7, grants.get(1).token(), ack)).isEqualTo(Kind.LEASE_LOST);
        assertThat(rig.status().depth()).isEqualTo(2);
    }

    @Test
    void firstDeliveriesAreInTheOrderOfTheSends() {
        rig.register(ALICE, 7);
        for (int i = 0; i < 10; i++) {
            rig.sendPlain(3);
        }
        long next = 0;
        while (rig.status().depth() > 0) {
            for (Effect.Grant grant : rig.take(ALICE)) {
                assertThat(grant.offset()).isEqualTo(next++);
                rig.ack(grant);
            }
        }
    }

    @Test
    void aGivenBackMessageIsDeliveredAgainWithoutAnAttempt() {
        rig.sendPlain(1);
        rig.register(ALICE, 1);
        Effect.Grant grant = rig.takeOne(ALICE);
        assertThat(rig.settle(grant, QueueCommand.GiveBack.INSTANCE)).isEqualTo(Kind.DONE);
        Effect.Grant again = rig.takeOne(ALICE);
        assertThat(again.attempt()).isEqualTo(1);
        assertThat(again.token()).isGreaterThan(grant.token());
        assertThat(rig.journaled(Event.Returned.class)).isEmpty();
    }

    @Test
    void aPausedQueueDeliversNothingUntilItIsResumed() {
        rig.register(ALICE, 10);
        rig.answer(new QueueCommand.Pause());
        rig.sendPlain(1);
        assertThat(rig.take(ALICE)).isEmpty();
        rig.crash();
        rig.register(ALICE, 10);
        rig.pass(Duration.ofSeconds(10));
        assertThat(rig.status().paused()).isTrue();
        assertThat(rig.take(ALICE)).isEmpty();
        rig.answer(new QueueCommand.Resume());
        assertThat(rig.take(ALICE)).hasSize(1);
    }

    @Test
    void whatIsLeasedCanBeAckedWhilePaused() {
        rig.register(ALICE, 10);
        rig.sendPlain(1);
        rig.answer(new QueueCommand.Pause());
        assertThat(rig.ack(rig.takeOne(ALICE))).isEqualTo(Kind.DONE);
    }

    @Test
    void oneConsumerTooManyIsRefused() {
        QueueRig few = new QueueRig(QueueSettings.DEFAULT, new Limits(10, 1_000, 1, 50, 100, 2_500, 2_000, 64));
        few.register(ALICE, 1);
        assertThat(few.ask(new QueueCommand.Refresh(BOB, 1, 1, 0, 1, 0, 0, List.of())))
                .isInstanceOfSatisfying(
                        QueueReply.Failed.class,
                        failed -> assertThat(failed.reason()).isEqualTo(Reason.TOO_MANY_CONSUMERS));
        few.answer(new QueueCommand.Leave(ALICE));
        assertThat(few.ask(new QueueCommand.Refresh(BOB, 2, 1, 0, 1, 0, 0, List.of())))
                .isInstanceOf(QueueReply.Refreshed.class);
    }

    @Test
    void aChangeOfSettingsCountsForWhatFollows() {
        rig.answer(new QueueCommand.ChangeSettings(
                QueueRig.settings().lease(Duration.ofSeconds(5)).build()));
        rig.sendPlain(1);
        rig.register(ALICE, 1);
        assertThat(rig.takeOne(ALICE).leaseMillis()).isEqualTo(5_000);
        rig.crash();
        assertThat(rig.status().settings().lease()).isEqualTo(Duration.ofSeconds(5));
    }
}
