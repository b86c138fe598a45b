package dev.jono.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jono.api.Message;
import dev.jono.api.protocol.QueueCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of messages that are written once more, and of those that cannot be. */
class CarryTest {
    private final QueueRig rig = new QueueRig();

    @Test
    void whatIsCarriedKeepsEverythingButItsRow() {
        rig.sendPlain(1);
        rig.wallMillis += 1_000;
        rig.sendPlain(2);
        rig.register(QueueRig.ALICE, 2);
        List<Effect.Grant> held = rig.take(QueueRig.ALICE);
        rig.nack(held.get(1));
        rig.take(QueueRig.ALICE);
        long bytes = rig.status().bytes();
        var before = Canonical.of(rig.queue.image());

        carry(List.of(rowOf(0), rowOf(1)));

        var after = Canonical.of(rig.queue.image());
        long row = rig.queue.rowsFrom(0, 1).get(0).ordinal();
        assertThat(after.remove("rows")).isEqualTo(List.of(new RowEntry(row, 0, 3, 3, bytes, rig.wallMillis - 1_000)));
        before.remove("rows");
        assertThat(after).isEqualTo(before);
        assertThat(rig.status().oldestAgeMillis()).isEqualTo(1_000);
        assertThat(rig.queue.lowestRow(row)).isEqualTo(row);
    }

    @Test
    void whatIsGoneMeanwhileIsLeftOut() {
        rig.sendPlain(3);
        Input.CarriedRow read = rowOf(0);
        rig.register(QueueRig.ALICE, 1);
        rig.ack(rig.takeOne(QueueRig.ALICE));
        carry(List.of(read));
        assertThat(carried()).containsExactly(List.of(1L, 2L));
    }

    @Test
    void whatWasCarriedAlreadyIsNotCarriedAgain() {
        rig.sendPlain(2);
        Input.CarriedRow read = rowOf(0);
        carry(List.of(read));
        carry(List.of(read));
        assertThat(carried()).hasSize(1);
    }

    @Test
    void aRunThatStandsTwiceInOneInputIsCarriedOnce() {
        rig.sendPlain(2);
        Input.CarriedRow read = rowOf(0);
        carry(List.of(read), List.of(read));
        assertThat(carried()).hasSize(1);
    }

    @Test
    void aRowIsCarriedAsAWholeOrNotAtAll() {
        rig.sendPlain(3);
        Input.CarriedRow read = rowOf(0);
        carry(List.of(new Input.CarriedRow(read.ordinal(), read.messages().subList(0, 2))));
        assertThat(carried()).isEmpty();
    }

    @Test
    void rowsWithAnotherOneInBetweenDoNotBecomeOne() {
        rig.sendPlain(1);
        rig.sendPlain(1);
        rig.sendPlain(1);
        carry(List.of(rowOf(0), rowOf(2)));
        assertThat(carried()).isEmpty();
        carry(List.of(rowOf(0)), List.of(rowOf(2)));
        assertThat(carried()).containsExactly(List.of(0L), List.of(2L));
    }

    @Test
    void deadLettersAndDelayedMessagesAreCarriedToo() {
        rig.send(
                Message.of("a"),
                Message.builder(new byte[1]).delay(Duration.ofDays(1)).build());
        rig.register(QueueRig.ALICE, 1);
        rig.settle(rig.takeOne(QueueRig.ALICE), new QueueCommand.Reject("no"));
        carry(List.of(rowOf(0)));
        assertThat(carried()).containsExactly(List.of(0L, 1L));
        assertThat(rig.status().handingOver()).isEqualTo(1);
        assertThat(rig.status().delayed()).isEqualTo(1);
    }

    @Test
    void anEventThatLeavesALiveMessageBehindStopsTheQueue() {
        rig.sendPlain(2);
        Event half = new Event.Carried(List.of(rowOf(0).messages().get(0)));
        assertThatThrownBy(() -> rig.queue.evolve(half, 9))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("hold 2");
    }

    private void carry(List<Input.CarriedRow> run) {
        rig.run(new Input.Carry(List.of(run)));
        Exhaustive.check(rig.queue);
    }

    private void carry(List<Input.CarriedRow> first, List<Input.CarriedRow> second) {
        rig.run(new Input.Carry(List.of(first, second)));
        Exhaustive.check(rig.queue);
    }

    private List<List<Long>> carried() {
        return rig.journaled(Event.Carried.class).stream()
                .map(event ->
                        event.messages().stream().map(StoredMessage::offset).toList())
                .toList();
    }

    /** Reads the row of a message back. */
    private Input.CarriedRow rowOf(long offset) {
        RowEntry row = rig.queue.rowsFrom(offset, 1).get(0);
        List<StoredMessage> messages = new ArrayList<>();
        rig.journal.forEach(event -> messages.addAll(event.stored()));
        messages.removeIf(message -> message.offset() < row.firstOffset()
                || message.offset() >= row.endOffset()
                || !rig.queue.state().isLive(message.offset()));
        return new Input.CarriedRow(row.ordinal(), messages);
    }
}
