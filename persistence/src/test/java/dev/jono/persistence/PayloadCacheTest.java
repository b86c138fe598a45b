package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jono.api.Message;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.core.Decision;
import dev.jono.core.Effect;
import dev.jono.core.Event;
import dev.jono.core.Input;
import dev.jono.core.Limits;
import dev.jono.core.Now;
import dev.jono.core.Offsets;
import dev.jono.core.Queue;
import dev.jono.core.RowEntry;
import dev.jono.persistence.codec.JournalRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What stays in memory when there is too much. */
class PayloadCacheTest {
    private static final int MESSAGE_BYTES = 872; // with its overhead 1,000

    private static final int ROW_BYTES = 10 * 1_000 + 256;
    private static final ConsumerId CONSUMER = new ConsumerId("process", "consumer");

    private PayloadBudget budget = new PayloadBudget(10 * ROW_BYTES, 0, 3 * ROW_BYTES);

    @Test
    void withoutConsumersTheFirstStay() {
        Node node = new Node("a");
        node.send(20);
        assertThat(node.cached()).startsWith(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L).hasSizeLessThanOrEqualTo(10);
        assertThat(budget.excessBytes()).isZero();
        assertThat(budget.cachedBytes()).isEqualTo((long) node.cached().size() * ROW_BYTES);
    }

    @Test
    void whatIsDeliveredNextStaysAndWhatIsFarGoesFirst() {
        Node node = new Node("a");
        node.send(8);
        node.consume(1, 35);
        assertThat(node.delivered).hasSize(35);
        node.send(8);
        assertThat(node.cached())
                .as("4 to 6 are next, 1 to 3 are delivered")
                .startsWith(1L, 2L, 3L, 4L, 5L, 6L)
                .hasSizeBetween(9, 10);
        budget.share(() -> {}).set(5 * ROW_BYTES);
        node.makeRoom();
        assertThat(node.cached()).containsExactly(1L, 4L, 5L, 6L);
        budget.share(() -> {}).set(2 * ROW_BYTES);
        node.makeRoom();
        assertThat(node.cached()).containsExactly(4L, 5L, 6L);
    }

    @Test
    void whatIsNeededNextGoesOnlyAsFarAsItIsMoreThanAFairShare() {
        Node node = new Node("a");
        node.send(6);
        node.consume(1, 5);
        for (int other = 0; other < 4; other++) {
            budget.share(() -> {}).set(3 * ROW_BYTES);
        }
        node.makeRoom();
        assertThat(node.cached()).as("a fifth of the cache").containsExactly(1L, 2L);
    }

    @Test
    void theQueueThatKeepsTheMostMakesRoomForTheOther() {
        Node large = new Node("large");
        large.send(9);
        Node small = new Node("small");
        small.consume(1, 5);
        small.send(3);
        assertThat(small.cached()).containsExactly(1L, 2L, 3L);
        assertThat(large.toldToShrink).isEqualTo(1);
        large.store.shrink(large.queue, large.now());
        assertThat(large.cached()).hasSize(5);
        assertThat(budget.excessBytes()).isZero();
    }

    @Test
    void aBacklogFarLargerThanTheCacheIsDeliveredInOrder() {
        Node node = new Node("a");
        node.send(100);
        node.consume(1, 25);
        node.drain();
        assertThat(node.delivered)
                .containsExactlyElementsOf(LongStream.range(0, 1_000).boxed().toList());
        assertThat(budget.cachedBytes()).isZero();
    }

    @Test
    void aCacheThatIsSmallerThanAMessageIsEnough() {
        budget = new PayloadBudget(100, 0, 100);
        List<Node> nodes = List.of(new Node("a"), new Node("b"), new Node("c"));
        nodes.forEach(node -> node.send(5));
        nodes.forEach(node -> assertThat(node.cached()).isEmpty());
        for (Node node : nodes) {
            node.consume(1, 3);
            node.drain();
            assertThat(node.delivered)
                    .containsExactlyElementsOf(LongStream.range(0, 50).boxed().toList());
        }
        assertThat(budget.cachedBytes()).isZero();
    }

    @Test
    void aRowIsReadOnceForAConsumerThatTakesOneMessageAtATime() {
        budget = new PayloadBudget(100, 0, 100);
        Node node = new Node("a");
        node.send(5);
        node.consume(1, 1);
        node.drain();
        assertThat(node.delivered).hasSize(50);
        assertThat(node.reads).isEqualTo(5);
    }

    @Test
    void ofARowThatIsReadOnlyWhatIsLiveIsTaken() {
        budget = new PayloadBudget(100, 0, 100);
        Node node = new Node("a");
        node.send(2);
        node.consume(1, 3);
        RowEntry asked = node.wanted.get(0);
        node.wanted.clear();
        node.queue.evolve(new Event.Acked(Offsets.of(0, 5)), 99);
        node.store.add(node.queue, asked, node.row(1));
        assertThat(node.store.message(1).message().text()).isEqualTo(node.text(1));
        assertThatThrownBy(() -> node.store.message(0)).isInstanceOf(IllegalStateException.class);
        node.queue.evolve(new Event.Purged(100), 100);
        node.store.add(node.queue, asked, node.row(1));
        assertThat(node.cached()).as("nothing of it is wanted any more").isEmpty();
    }

    @Test
    void aRowThatLacksALiveMessageIsADefect() {
        budget = new PayloadBudget(100, 0, 100);
        Node node = new Node("a");
        node.send(1);
        node.consume(1, 3);
        RowEntry asked = node.wanted.get(0);
        assertThatThrownBy(() -> node.store.add(node.queue, asked, new JournalRow(List.of())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Row 1")
                .hasMessageContaining("a/0/1");
    }

    /** A queue with a journal in memory and no actor. */
    private final class Node {
        final Queue queue = Queue.empty(Limits.DEFAULT);
        final PayloadStore store = new PayloadStore(budget, () -> this.toldToShrink++, queue::rowOf);
        final Map<Long, JournalRow> journal = new TreeMap<>();
        final List<Long> delivered = new ArrayList<>();
        final List<RowEntry> wanted = new ArrayList<>();
        private final List<QueueCommand.Settlement> acks = new ArrayList<>();
        int toldToShrink;
        int reads;
        private long millis = 1;
        private long ordinal;

        Node(String name) {
            queue.tell(store);
            queue.recovered(now());
            decide(new Input.Declare(new QueueKey(QueueName.of(name), 0, 1), QueueSettings.DEFAULT));
            decide(new Input.BeginEpoch("node"));
            queue.opened(now());
            ordinal = 0;
        }

        JournalRow row(long written) {
            return Objects.requireNonNull(journal.get(written));
        }

        Now now() {
            return new Now(millis, millis);
        }

        /** Sends so many rows of ten messages. */
        void send(int rows) {
            for (int i = 0; i < rows; i++) {
                long first = ordinal * 10;
                List<Message> ten = LongStream.range(first, first + 10)
                        .mapToObj(offset -> Message.of(text(offset)))
                        .toList();
                decide(new Input.Client(new QueueCommand.Send(new ProducerId("p"), first + 1, first + 1, ten)));
            }
        }

        String text(long offset) {
            String number = String.valueOf(offset);
            return number + "x".repeat(MESSAGE_BYTES - number.length());
        }

        void consume(long grant, int capacity) {
            decide(new Input.Client(new QueueCommand.Refresh(CONSUMER, grant, capacity, 0, capacity, 0, 0, List.of())));
        }

        /** Acks and reads until nothing is left to do. */
        void drain() {
            while (!acks.isEmpty() || !wanted.isEmpty()) {
                if (wanted.isEmpty()) {
                    List<QueueCommand.Settlement> all = List.copyOf(acks);
                    acks.clear();
                    decide(new Input.Client(new QueueCommand.Settle(all)));
                } else {
                    RowEntry asked = wanted.remove(0);
                    if (!store.contains(asked.ordinal())) {
                        store.add(queue, asked, row(asked.ordinal()));
                        reads++;
                    }
                    perform(queue.dispatch(store, now()));
                }
            }
        }

        private void decide(Input input) {
            Decision decision = queue.decide(List.of(input), now());
            boolean bears = decision.events().stream().anyMatch(Event.Enqueued.class::isInstance);
            ordinal += bears ? 1 : 0;
            if (bears) {
                journal.put(ordinal, new JournalRow(decision.events()));
            }
            for (Event event : decision.events()) {
                store.evolve(queue, event, bears ? ordinal : 1_000_000, true);
            }
            perform(queue.dispatch(decision, store, now()));
        }

        private void perform(List<Effect> effects) {
            for (Effect effect : effects) {
                if (effect instanceof Effect.Deliver deliver) {
                    queue.begin(deliver, now());
                    for (Effect.Grant grant : deliver.grants()) {
                        assertThat(store.message(grant.offset()).message().text())
                                .isEqualTo(text(grant.offset()));
                        delivered.add(grant.offset());
                        acks.add(new QueueCommand.Settlement(grant.offset(), grant.token(), QueueCommand.Ack.INSTANCE));
                    }
                } else if (effect instanceof Effect.Read read) {
                    read.rows().stream()
                            .filter(row -> wanted.stream().noneMatch(known -> known.ordinal() == row.ordinal()))
                            .forEach(wanted::add);
                }
            }
            makeRoom();
        }

        void makeRoom() {
            store.makeRoom(queue, now());
        }

        List<Long> cached() {
            return LongStream.rangeClosed(1, ordinal)
                    .filter(store::contains)
                    .boxed()
                    .toList();
        }
    }
}
