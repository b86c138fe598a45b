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

/** Deliveries that never arrive, and what a refresh says of those that did. */
class LostDeliveryTest {
    private final QueueRig rig = new QueueRig();

    @Test
    void aDeliveryBelowTheHighestSeenThatIsNotHeldIsMissing() {
        rig.sendPlain(2);
        rig.register(ALICE, 2);
        List<Effect.Grant> grants = rig.take(ALICE);
        rig.refresh(ALICE, 2, 2, 1, 2, QueueRig.held(grants.get(1), true));
        Effect.Grant again = rig.takeOne(ALICE);
        assertThat(again.offset()).isEqualTo(grants.get(0).offset());
        assertThat(again.attempt()).isEqualTo(1);
    }

    @Test
    void aDeliveryThatIsSlowIsWaitedForHoweverManyRefreshesCrossIt() {
        rig.sendPlain(1);
        long before = rig.register(ALICE, 1).deliveredUpTo();
        Effect.Grant slow = rig.takeOne(ALICE);
        for (int i = 0; i < 5; i++) {
            rig.refresh(ALICE, 1, 1, 1, before);
        }
        assertThat(rig.take(ALICE)).isEmpty();
        assertThat(rig.ack(slow)).isEqualTo(Kind.DONE);
    }

    @Test
    void aDeliveryThatIsNotThereWhenALaterAnswerIsWasLost() {
        rig.sendPlain(1);
        rig.register(ALICE, 1);
        rig.take(ALICE);
        long later = rig.refresh(ALICE, 1, 1, 1, 0).deliveredUpTo();
        assertThat(rig.take(ALICE)).isEmpty();
        rig.refresh(ALICE, 1, 1, 1, later);
        assertThat(rig.takeOne(ALICE).attempt()).isEqualTo(1);
    }

    @Test
    void aDeliveryOfAnEarlierEpochIsNotTakenAnyMoreAndSoIsMissing() {
        rig.sendPlain(1);
        rig.register(ALICE, 1);
        rig.take(ALICE);
        rig.pass(Duration.ofMillis(100));
        rig.crash();
        rig.register(ALICE, 1);
        rig.refresh(ALICE, 1, 1, 2, 0);
        rig.pass(Duration.ofSeconds(10));
        assertThat(rig.takeOne(ALICE).attempt()).isEqualTo(1);
    }

    @Test
    void aSuspectThatWaitsForItsJournalRowIsNotSaidToHaveBeenSent() {
        rig.sendPlain(1);
        rig.register(ALICE, 1);
        rig.crash();
        rig.pass(Duration.ofSeconds(10));
        List<@Nullable QueueReply> replies = rig.run(
                new Input.Client(new QueueCommand.Refresh(ALICE, 1, 1, 0, 1, 0, 0, List.of())),
                new Input.Client(new QueueCommand.Refresh(ALICE, 2, 1, 0, 1, 0, 0, List.of())));
        assertThat(rig.takeOne(ALICE).token().deliveryNumber()).isEqualTo(1);
        assertThat(replies.get(1)).isEqualTo(new QueueReply.Refreshed(QueueRig.KEY, 2, List.of(), 0));
        assertThat(rig.refresh(ALICE, 1, 1, 2, 0).deliveredUpTo()).isEqualTo(1);
    }

    @Test
    void refreshesThatNameAnEarlierEpochProveNothing() {
        rig.restart();
        rig.sendPlain(1);
        rig.register(ALICE, 1);
        rig.take(ALICE);
        for (int i = 0; i < 5; i++) {
            rig.refresh(ALICE, 1, 1, 1, 9);
        }
        assertThat(rig.take(ALICE)).isEmpty();
    }

    @Test
    void aHeldDeliveryThatIsLostIsNamed() {
        Effect.Grant grant = rig.deliverOneTo(ALICE);
        rig.pass(Duration.ofSeconds(31));
        assertThat(rig.refresh(ALICE, 1, 1, 1, 1, QueueRig.held(grant, true)).lost())
                .containsExactly(grant.token());
    }

    @Test
    void aDeliveryWhoseAckIsNotConfirmedYetIsNotNamedAsLost() {
        Effect.Grant grant = rig.deliverOneTo(ALICE);
        rig.ack(grant);
        assertThat(rig.refresh(ALICE, 1, 1, 1, 1, QueueRig.held(grant, true)).lost())
                .isEmpty();
    }
}
