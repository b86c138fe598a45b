package dev.jono.core;

import static dev.jono.core.QueueRig.ALICE;
import static dev.jono.core.QueueRig.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.LeaseToken;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.QueueCommand;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Messages that are not in memory: what is delivered, what waits, and what is wanted. */
class AtHandTest {
    private static final ConsumerId ASKER = new ConsumerId("outside", "receive-1");

    private final QueueRig rig = new QueueRig();

    /** Sends so many rows of two messages. */
    private void sendRows(int rows) {
        for (int i = 0; i < rows; i++) {
            rig.sendPlain(2);
        }
    }

    private RowEntry rowOf(long offset) {
        return rig.queue.state().rows.rowOfLive(offset);
    }

    private LeaseToken tokenOf(long offset) {
        return Objects.requireNonNull(rig.queue.leasing().lease(offset)).record.token();
    }

    private void forgetRowOf(long offset) {
        long ordinal = rowOf(offset).ordinal();
        rig.shelf.forget(rig.now(), row -> row.ordinal() == ordinal);
    }

    private List<Long> wantedOffsets() {
        return rig.wanted.stream().map(RowEntry::firstOffset).toList();
    }

    @Test
    void deliveriesStopAtTheFirstMessageThatIsNotAtHand() {
        sendRows(4);
        forgetRowOf(2);
        rig.register(ALICE, 3);
        assertThat(rig.takeOffsets(ALICE)).containsExactly(0L, 1L);
        rig.register(BOB, 5);
        assertThat(rig.take(BOB)).as("nobody gets what comes after it").isEmpty();
        rig.read();
        assertThat(rig.takeOffsets(ALICE)).containsExactly(2L);
        assertThat(rig.takeOffsets(BOB)).containsExactly(3L, 4L, 5L, 6L, 7L);
    }

    @Test
    void withoutConsumersNothingIsRead() {
        sendRows(4);
        rig.forget();
        rig.tick();
        assertThat(rig.wanted).isEmpty();
        rig.register(ALICE, 1);
        assertThat(wantedOffsets()).containsExactly(0L, 2L, 4L, 6L);
        rig.run(new Input.ConsumerLost(ALICE));
        assertThat(rig.wanted).isEmpty();
    }

    @Test
    void aConsumerThatIsBusyHasTheNextOnesRead() {
        sendRows(4);
        rig.register(ALICE, 2);
        rig.shelf.forget(rig.now(), row -> row.firstOffset() >= 4);
        rig.tick();
        assertThat(wantedOffsets()).containsExactly(4L, 6L);
    }

    @Test
    void readAheadEndsAtItsBytesButTakesARow() {
        sendRows(20);
        rig.shelf.aheadBytes = rowOf(0).bytes() * 3;
        rig.forget();
        rig.register(ALICE, 1);
        assertThat(wantedOffsets()).containsExactly(0L, 2L, 4L);
        rig.shelf.aheadBytes = 0;
        rig.tick();
        assertThat(wantedOffsets()).containsExactly(0L);
    }

    @Test
    void readAheadGoesOnWhenHalfOfItIsDelivered() {
        sendRows(20);
        rig.shelf.aheadBytes = rowOf(0).bytes() * 4;
        rig.forget();
        rig.register(ALICE, 1);
        rig.read();
        assertThat(rig.takeOffsets(ALICE)).containsExactly(0L);
        assertThat(rig.wanted).isEmpty();
        for (long offset = 0; offset < 2; offset++) {
            rig.ack(new Effect.Grant(offset, tokenOf(offset), 1, 0));
        }
        assertThat(wantedOffsets()).isEmpty();
        rig.ack(new Effect.Grant(2, tokenOf(2), 1, 0));
        assertThat(wantedOffsets()).containsExactly(8L, 10L);
    }

    @Test
    void whatIsAwaitedIsLookedForOnce() {
        sendRows(50);
        rig.forget();
        rig.register(ALICE, 1);
        assertThat(wantedOffsets()).hasSize(50);
        rig.shelf.looks = 0;
        rig.tick();
        rig.register(BOB, 1);
        assertThat(wantedOffsets()).as("what is missed is named again").containsExactly(0L);
        assertThat(rig.shelf.looks).isLessThan(10);
    }

    @Test
    void whatIsReadAheadIsNamedAgainWhenSomeOfItIsThere() {
        sendRows(4);
        rig.forget();
        rig.register(ALICE, 1);
        rig.shelf.read(rowOf(0).ordinal());
        assertThat(rig.queue.dispatch(rig.shelf, rig.now()))
                .filteredOn(Effect.Read.class::isInstance)
                .singleElement()
                .satisfies(read -> assertThat(((Effect.Read) read).rows())
                        .extracting(RowEntry::firstOffset)
                        .containsExactly(2L, 4L, 6L));
    }

    @Test
    void aDeliveryThatIsGivenBackIsReadAgainBeforeTheRest() {
        sendRows(3);
        rig.register(ALICE, 3);
        List<Effect.Grant> three = rig.take(ALICE);
        rig.forget();
        rig.nack(three.get(0));
        assertThat(rig.take(ALICE)).isEmpty();
        assertThat(wantedOffsets()).startsWith(0L);
        rig.read();
        assertThat(rig.takeOffsets(ALICE)).containsExactly(0L);
    }

    @Test
    void noNumberIsGivenToWhatWaitsToBeRead() {
        sendRows(1);
        rig.forget();
        assertThat(rig.register(ALICE, 2).deliveredUpTo()).isZero();
        assertThat(rig.register(ALICE, 2).deliveredUpTo()).isZero();
        rig.read();
        assertThat(rig.take(ALICE))
                .extracting(grant -> grant.token().deliveryNumber())
                .containsExactly(1L, 2L);
        assertThat(rig.register(ALICE, 2).deliveredUpTo()).isEqualTo(2);
    }

    @Test
    void aSuspectIsReadWhenAHandlerIsIdleAndNothingOvertakesItMeanwhile() {
        rig.sendPlain(1);
        rig.register(BOB, 1);
        rig.run(new Input.ConsumerLost(BOB));
        sendRows(2);
        forgetRowOf(0);
        rig.register(ALICE, 5, 5);
        assertThat(rig.take(ALICE)).isEmpty();
        assertThat(wantedOffsets()).startsWith(0L);
        rig.readOne();
        assertThat(rig.takeOffsets(ALICE)).startsWith(0L).hasSize(5);
    }

    @Test
    void aSuspectThatWaitsForItsJournalRowStaysAtHand() {
        rig.sendPlain(1);
        rig.register(BOB, 1);
        rig.run(new Input.ConsumerLost(BOB));
        rig.decideOnce(List.of(new Input.Client(new QueueCommand.Refresh(ALICE, 1, 1, 0, 1, 0, 0, List.of()))));
        assertThat(rig.take(ALICE)).as("not journaled yet").isEmpty();
        assertThat(rig.queue.needed(rig.shelf, rig.now()).granted()).containsExactly(rowOf(0).ordinal());
        rig.tick();
        assertThat(rig.takeOffsets(ALICE)).containsExactly(0L);
        assertThat(rig.queue.needed(rig.shelf, rig.now()).granted()).isEmpty();
    }

    @Test
    void deadLettersGoAsFarAsTheyAreAtHand() {
        QueueRig rejecting = new QueueRig(QueueSettings.DEFAULT);
        for (int i = 0; i < 3; i++) {
            rejecting.sendPlain(1);
        }
        rejecting.register(ALICE, 3);
        List<Effect.Grant> three = rejecting.take(ALICE);
        rejecting.shelf.forget(rejecting.now(), row -> row.firstOffset() != 1);
        three.forEach(grant -> rejecting.settle(grant, new QueueCommand.Reject("no")));
        assertThat(rejecting.takeHandOvers()).as("the first has to be read").isEmpty();
        assertThat(rejecting.queue.untilNext(rejecting.now()))
                .as("no time has to pass for that")
                .isPositive();
        assertThat(rejecting.wanted.stream().map(RowEntry::firstOffset)).containsExactly(0L, 2L);
        rejecting.readOne();
        assertThat(rejecting.takeHandOvers())
                .singleElement()
                .satisfies(handOver -> assertThat(handOver.letters())
                        .extracting(Effect.DeadLetter::offset)
                        .containsExactly(0L, 1L));
    }

    @Test
    void aReceiveWaitsASecondAtLeastForWhatIsRead() {
        sendRows(2);
        rig.forget();
        QueueCommand.Receive receive = new QueueCommand.Receive(ASKER, 4, 0, Duration.ZERO, null);
        rig.ask(receive);
        assertThat(rig.emptyAnswers(ASKER)).isZero();
        rig.readOne();
        assertThat(rig.takeOffsets(ASKER)).as("it is answered once").containsExactly(0L, 1L);

        rig.ask(receive);
        rig.pass(Duration.ofMillis(999));
        assertThat(rig.emptyAnswers(ASKER)).isZero();
        rig.pass(Duration.ofMillis(1));
        assertThat(rig.emptyAnswers(ASKER)).as("not for ever").isEqualTo(1);
    }

    @Test
    void aPausedQueueReadsNothing() {
        sendRows(2);
        rig.forget();
        rig.ask(new QueueCommand.Pause());
        rig.register(ALICE, 4);
        assertThat(rig.wanted).isEmpty();
        rig.ask(new QueueCommand.Resume());
        rig.read();
        assertThat(rig.takeOffsets(ALICE))
                .containsExactlyElementsOf(LongStream.range(0, 4).boxed().toList());
    }

    @Test
    void moreAtHandDoesNotChangeWhoseTurnItIs() {
        sendRows(2);
        rig.forget();
        rig.register(ALICE, 4);
        Decision nothing = rig.queue.decide(List.of(), rig.now());
        rig.queue.dispatch(nothing, rig.shelf, rig.now()); // time had its due: now inputs go first
        rig.queue.dispatch(rig.shelf, rig.now());
        assertThat(rig.queue.decide(List.of(Input.Tick.INSTANCE), rig.now()).consumed())
                .isEqualTo(1);
    }
}
