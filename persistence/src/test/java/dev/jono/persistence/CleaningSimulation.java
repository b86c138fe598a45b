package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.jono.core.Queue;
import dev.jono.core.StoredMessage;
import dev.jono.persistence.codec.JournalRow;
import dev.jono.persistence.codec.JournalSnapshot;
import dev.jono.persistence.journal.RowRead;
import dev.jono.persistence.testkit.Everything;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.persistence.DeleteMessagesSuccess;
import org.apache.pekko.persistence.DeleteSnapshotsSuccess;
import org.apache.pekko.persistence.SaveSnapshotSuccess;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.jspecify.annotations.Nullable;

/** The real queue, snapshots and cleaning on a journal in memory. */
final class CleaningSimulation {
    static final int ROW_BYTES = 4_096;
    static final long SNAPSHOT_AFTER = 20_000;
    static final CleaningSettings SETTINGS = new CleaningSettings(30_000, 50, 8_000, Duration.ofSeconds(1));

    private static final QueueKey KEY = new QueueKey(QueueName.of("work"), 0, 1);
    private static final ProducerId PRODUCER = new ProducerId("producer");
    private static final ConsumerId CONSUMER = new ConsumerId("process", "consumer");
    private static final QueueSettings QUEUE = QueueSettings.builder()
            .maxAttempts(1_000)
            .lease(Duration.ofHours(12))
            .build();

    private final CountedJournal journal = new CountedJournal();
    private final NavigableMap<Long, JournalSnapshot> saved = new TreeMap<>();
    private final Deque<Input> injected = new ArrayDeque<>();

    /** What is held, to be settled by the test. */
    final List<Effect.Grant> held = new ArrayList<>();

    Queue queue = Queue.empty(Limits.DEFAULT);
    long millis = 1_000_000;
    private long sequence = 1;
    private long grant;
    private @Nullable HeldRead underRead;
    private @Nullable Object later;
    int reads;
    private RowPins pins = new RowPins();
    private Snapshots snapshots = snapshots();
    private Cleaning cleaning;
    private final int rowBytes;

    CleaningSimulation() {
        this(ROW_BYTES);
    }

    CleaningSimulation(int rowBytes) {
        this.rowBytes = rowBytes;
        this.cleaning = cleaning();
        queue.recovered(now());
        run(new Input.Declare(KEY, QUEUE));
        run(new Input.BeginEpoch("node"));
        queue.opened(now());
    }

    private Snapshots snapshots() {
        return new Snapshots(KEY, new SnapshotPolicy(SNAPSHOT_AFTER, 8), new Storage());
    }

    private Cleaning cleaning() {
        return new Cleaning(KEY, SETTINGS, rowBytes, pins, new Reads());
    }

    private Now now() {
        return new Now(millis, millis);
    }

    // Work

    void send(Message... messages) {
        long offset = queue.status(now()).sent();
        for (Message message : messages) {
            journal.live.put(offset++, message);
        }
        run(new Input.Client(new QueueCommand.Send(PRODUCER, sequence, sequence, List.of(messages))));
        sequence += messages.length;
    }

    /** Lets the consumer hold so many. */
    void refresh(int capacity) {
        run(new Input.Client(new QueueCommand.Refresh(CONSUMER, ++grant, capacity, 0, capacity, 0, 0, List.of())));
    }

    void settle(Effect.Grant one, QueueCommand.Outcome outcome) {
        held.remove(one);
        settle(List.of(one), outcome);
    }

    /** Settles everything that is held, at once. */
    void settleAll(QueueCommand.Outcome outcome) {
        List<Effect.Grant> all = List.copyOf(held);
        held.clear();
        settle(all, outcome);
    }

    private void settle(List<Effect.Grant> grants, QueueCommand.Outcome outcome) {
        if (outcome instanceof QueueCommand.Ack) {
            grants.forEach(one -> journal.live.remove(one.offset()));
        }
        run(new Input.Client(new QueueCommand.Settle(grants.stream()
                .map(one -> new QueueCommand.Settlement(one.offset(), one.token(), outcome))
                .toList())));
    }

    void purge() {
        run(new Input.Client(new QueueCommand.Purge()));
        journal.live.keySet().removeIf(offset -> !queue.liveOffsets().test(offset));
    }

    /** Ends the actor and starts another one, from the newest snapshot or, if that is lost, from the one before. */
    void crash(boolean losesTheNewest) {
        if (losesTheNewest && saved.size() > 1) {
            saved.pollLastEntry();
        }
        injected.clear();
        held.clear();
        underRead = null;
        later = null;
        snapshots = snapshots();
        pins = new RowPins();
        cleaning = cleaning();
        Map.Entry<Long, JournalSnapshot> newest = saved.lastEntry();
        if (newest == null) {
            queue = Queue.empty(Limits.DEFAULT);
        } else {
            queue = Queue.restore(newest.getValue().image(), Limits.DEFAULT);
            snapshots.recoveredFrom(newest.getKey(), newest.getValue(), queue);
        }
        for (var row : journal.after(newest == null ? 0 : newest.getKey()).entrySet()) {
            row.getValue().events().forEach(event -> queue.evolve(event, row.getKey()));
            snapshots.wrote(row.getKey(), RowPacker.bytes(row.getValue()));
        }
        queue.recovered(now());
        run(new Input.BeginEpoch("node"));
        queue.opened(now());
        millis += Limits.DEFAULT.refreshMillis();
        grant = 0;
    }

    // The actor, in short

    void run(Input input) {
        Deque<Input> inputs = new ArrayDeque<>(List.of(input));
        while (!inputs.isEmpty()) {
            Decision decision = queue.decide(List.copyOf(inputs), now());
            commit(RowPacker.pack(decision.events(), rowBytes));
            for (int i = 0; i < decision.consumed(); i++) {
                cleaning.decided(List.of(inputs.remove()), decision.events());
            }
            for (Effect effect : queue.dispatch(decision, Everything.AT_HAND, now())) {
                if (effect instanceof Effect.Deliver deliver) {
                    queue.begin(deliver, now());
                    held.addAll(deliver.grants());
                }
            }
        }
        snapshots.saveIfDue(queue);
        snapshots.truncateIfDue(queue, cleaning.mostBytes(queue));
        clean();
    }

    private void clean() {
        cleaning.cleanIfDue(queue, snapshots.marks(), journal.lastRow(), millis);
    }

    private void commit(RowPacker.Packed packed) {
        if (packed.rows().isEmpty()) {
            return;
        }
        long first = journal.lastRow() + 1;
        for (JournalRow row : packed.rows()) {
            journal.append(row);
            row.events().forEach(event -> queue.evolve(event, journal.lastRow()));
        }
        snapshots.wrote(first, packed.bytes());
    }

    /** Ends the read that is under way. */
    void endRead() {
        HeldRead read = underRead;
        if (read != null) {
            read.end(journal::row);
            tellEnd(read);
        }
    }

    void failRead(Throwable cause) {
        HeldRead read = Objects.requireNonNull(underRead);
        read.rows.completeExceptionally(cause);
        tellEnd(read);
    }

    private void tellEnd(HeldRead read) {
        underRead = null;
        tell(Objects.requireNonNull(read.told).toCompletableFuture().join());
    }

    private void tell(Object message) {
        cleaning.answers().onMessage().apply(message);
    }

    /** Lets the time pass after which the cleaning wanted to be told something, if it did. */
    void passLater() {
        Object message = later;
        if (message != null) {
            later = null;
            tell(message);
        }
    }

    /** Decides on what the cleaning has asked for. */
    void carry() {
        while (!injected.isEmpty()) {
            run(injected.remove());
        }
    }

    /** Decides, in place of what the cleaning has asked for, on what carries nothing. */
    void carryNothing() {
        injected.clear();
        run(new Input.Carry(List.of()));
    }

    boolean isReading() {
        return underRead != null;
    }

    /** Lets the cleaning go on until it has nothing to do; returns how many steps it took. */
    int settleDown() {
        int steps = 0;
        run(Input.Tick.INSTANCE);
        while (underRead != null || later != null || !injected.isEmpty()) {
            endRead();
            carry();
            passLater();
            assertThat(++steps).as("steps until the journal is clean").isLessThan(10_000);
        }
        return steps;
    }

    // Checks

    /** What is promised after any workload: messages of one row count as their average (ADR 0034). */
    void checkBound() {
        checkBound(journal.countedBytes());
    }

    /** What is promised where all messages of a row have one size, or its large ones stay. */
    void checkBoundOfWhatLives() {
        checkBound(journal.liveBytes());
    }

    private void checkBound(long live) {
        assertThat(journal.bytesFromTheOldestLive())
                .as("bytes from the oldest live row on, of %s live ones", live)
                .isLessThanOrEqualTo(2 * live + SETTINGS.slackBytes());
        assertThat(journal.bytes())
                .as("all bytes of the journal, of %s live ones", live)
                .isLessThanOrEqualTo(2 * live + SETTINGS.slackBytes() + 3 * snapshots.bytesBetween());
    }

    long rowCount() {
        return queue.rowCount();
    }

    /** What was written, and what of it lives. */
    CountedJournal journal() {
        return journal;
    }

    /** Every live message is in the row that the index names, as it was sent. */
    void checkContent() {
        assertThat(queue.depth()).isEqualTo(journal.live.size());
        long found = 0;
        for (var row : queue.rowsFrom(0, Integer.MAX_VALUE)) {
            for (Event event : journal.row(row.ordinal()).events()) {
                for (StoredMessage stored : event.stored()) {
                    boolean isOfEntry = stored.offset() >= row.firstOffset() && stored.offset() < row.endOffset();
                    if (isOfEntry && queue.liveOffsets().test(stored.offset())) {
                        assertThat(stored.message()).isEqualTo(journal.live.get(stored.offset()));
                        found++;
                    }
                }
            }
        }
        assertThat(found).isEqualTo(queue.depth());
    }

    private final class Storage implements Snapshots.Storage {
        @Override
        public void save(JournalSnapshot snapshot) {
            saved.put(lastRow(), snapshot);
            snapshots.answers().onMessage().apply(new SaveSnapshotSuccess(SnapshotMetadata.apply("work", lastRow())));
        }

        @Override
        public void deleteSnapshotsUpTo(long ordinal) {
            saved.headMap(ordinal, true).clear();
            snapshots.answers().onMessage().apply(new DeleteSnapshotsSuccess(SnapshotSelectionCriteria.latest()));
        }

        @Override
        public void deleteRowsUpTo(long ordinal) {
            journal.deleteUpTo(ordinal);
            snapshots.answers().onMessage().apply(new DeleteMessagesSuccess(ordinal));
        }

        @Override
        public long lastRow() {
            return journal.lastRow();
        }

        @Override
        public long lowestNeededRow() {
            return Math.min(queue.lowestRow(lastRow()), pins.lowest());
        }

        @Override
        public void stop() {
            throw new AssertionError("it goes on");
        }
    }

    private final class Reads implements Cleaning.Storage {
        @Override
        public CompletionStage<List<RowRead>> read(long... ascendingOrdinals) {
            reads++;
            underRead = new HeldRead(ascendingOrdinals);
            return underRead.rows;
        }

        @Override
        public void tell(CompletionStage<Object> stage) {
            Objects.requireNonNull(underRead).told = stage;
        }

        @Override
        public void tellLater(Object message, Duration after) {
            assertThat(after).isEqualTo(SETTINGS.retryAfter());
            later = message;
        }

        @Override
        public Queue queue() {
            return queue;
        }

        @Override
        public void inject(Input.Carry carry) {
            injected.add(carry);
        }

        @Override
        public void clean() {
            CleaningSimulation.this.clean();
        }
    }
}
