package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.Message;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueKey;
import dev.jono.core.DeadLetterInfo;
import dev.jono.core.Event;
import dev.jono.core.Limits;
import dev.jono.core.Now;
import dev.jono.core.Offsets;
import dev.jono.core.Queue;
import dev.jono.core.RowEntry;
import dev.jono.core.StoredMessage;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The messages in memory are those of the queue's index, whatever happens to it. Six are there at the start. */
class PayloadStoreTest {
    private static final QueueName DEAD = QueueName.of("orders.dlq");
    private static final DeadLetterInfo INFO = new DeadLetterInfo("rejected", 1, "no", "node", 0);

    private final PayloadBudget budget = new PayloadBudget(1 << 20, 1 << 20, 1 << 18);
    private final Queue queue = Queue.empty(Limits.DEFAULT);
    private final PayloadStore store = new PayloadStore(budget, () -> {}, queue::rowOf);
    private long ordinal;

    @BeforeEach
    void sendSix() {
        queue.tell(store);
        evolve(new Event.Declared(new QueueKey(QueueName.of("orders"), 0, 1), QueueSettings.DEFAULT));
        evolve(new Event.EpochStarted(1, 0, "node"));
        List<Message> six =
                LongStream.range(0, 6).mapToObj(i -> Message.of("m" + i)).toList();
        evolve(new Event.Enqueued(new ProducerId("p"), 1, 1, 0, 0, six));
        assertHas(0, 1, 2, 3, 4, 5);
    }

    @Test
    void whatIsAckedOrExpiredGoes() {
        evolve(new Event.Acked(Offsets.of(1, 3)));
        evolve(new Event.Expired(Offsets.of(5)));
        assertHas(0, 2, 4);
    }

    @Test
    void aDeadLetterStaysUntilItIsHandedOver() {
        evolve(new Event.DeadLettered(2, DEAD, 1, INFO));
        evolve(new Event.DeadLettered(4, DEAD, 2, INFO));
        evolve(new Event.DeadLettered(0, DEAD, 3, INFO));
        assertHas(0, 1, 2, 3, 4, 5);
        evolve(new Event.HandedOver(DEAD, 2));
        assertHas(0, 1, 3, 5);
    }

    @Test
    void aPurgeLeavesWhatTheQueueKeeps() {
        evolve(new Event.DeadLettered(2, DEAD, 1, INFO));
        evolve(new Event.Purged(6));
        assertHas(2);
        evolve(new Event.HandedOver(DEAD, 1));
        store.makeRoom(queue, new Now(0, 0));
        assertThat(budget.cachedBytes()).isZero();
    }

    @Test
    void whatIsCarriedForwardIsKeptOnce() {
        evolve(new Event.Acked(Offsets.of(0, 1, 2)));
        List<StoredMessage> left =
                LongStream.range(3, 6).mapToObj(store::message).toList();
        long before = rowOf(3).ordinal();
        evolve(new Event.Carried(left));
        assertHas(3, 4, 5);
        assertThat(store.contains(before)).isFalse();
        assertThat(store.contains(rowOf(3).ordinal())).isTrue();
        assertThat(store.rows()).isEqualTo(queue.rowCount()).isEqualTo(1);
        evolve(new Event.Acked(Offsets.of(3, 4, 5)));
        store.makeRoom(queue, new Now(0, 0));
        assertThat(budget.cachedBytes()).isZero();
    }

    @Test
    void whatIsCarriedForwardIsTakenInOnlyIfOneOfItsRowsWasThere() {
        StoredMessage cold = new StoredMessage(6, 0, Message.of("m6"));
        store.evolve(
                queue, new Event.Enqueued(new ProducerId("p"), 7, 1, 6, 0, List.of(cold.message())), ++ordinal, false);
        evolve(new Event.Carried(List.of(cold)));
        assertThat(store.rows()).isEqualTo(1);
        assertThat(store.contains(rowOf(6).ordinal())).isFalse();
        List<StoredMessage> all = Stream.concat(LongStream.range(0, 6).mapToObj(store::message), Stream.of(cold))
                .toList();
        evolve(new Event.Carried(all));
        assertThat(store.rows()).isEqualTo(queue.rowCount()).isEqualTo(1);
        assertHas(0, 1, 2, 3, 4, 5, 6);
    }

    private RowEntry rowOf(long offset) {
        return Objects.requireNonNull(queue.rowOf(offset));
    }

    private void evolve(Event event) {
        store.evolve(queue, event, ++ordinal, true);
    }

    private void assertHas(long... offsets) {
        assertThat(queue.depth()).isEqualTo(offsets.length);
        for (long offset : offsets) {
            assertThat(store.message(offset).message().text()).isEqualTo("m" + offset);
        }
    }
}
