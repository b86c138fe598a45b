package dev.jono.persistence;

import dev.jono.api.protocol.QueueKey;
import dev.jono.core.Event;
import dev.jono.core.Input;
import dev.jono.core.Queue;
import dev.jono.core.RowEntry;
import dev.jono.core.StoredMessage;
import dev.jono.persistence.codec.JournalRow;
import dev.jono.persistence.journal.IncompleteHistoryException;
import dev.jono.persistence.journal.RowRead;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.AbstractActor.Receive;
import org.apache.pekko.japi.pf.ReceiveBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries live messages forward to the end of a queue's journal, one step at a time beside its work: reads rows of old, has the queue write once more what still
 * lives of them, and then looks whether there is more to do. What fails is tried again later, and nothing waits for it; but a row that should be there and is not
 * stops the queue.
 */
final class Cleaning {
    private static final Logger LOG = LoggerFactory.getLogger(Cleaning.class);

    /** What it has the actor do. */
    interface Storage extends JournalReads {
        /** Returns the queue as it is now. */
        Queue queue();

        /** Has the queue decide on this with one of the next batches. */
        void inject(Input.Carry carry);

        /** Has {@link #cleanIfDue} called, unless the actor ends. */
        void clean();
    }

    private enum Phase {
        IDLE,
        READING,
        CARRYING,
        /** Only {@link LookForOldRows} ends this: commits come far more often than another try makes sense. */
        WAITING
    }

    private final QueueKey key;
    private final CleaningPolicy policy;
    private final Duration retryAfter;
    private final RowPins pins;
    private final Storage storage;
    private Phase phase = Phase.IDLE;

    Cleaning(QueueKey key, CleaningSettings settings, int rowBytes, RowPins pins, Storage storage) {
        this.key = key;
        this.policy = new CleaningPolicy(settings, rowBytes);
        this.retryAfter = settings.retryAfter();
        this.pins = pins;
        this.storage = storage;
    }

    /** Rows whose live messages are to be carried forward. */
    private record OldRowsRead(CarryPlan plan, Map<Long, List<StoredMessage>> messagesByRow) {}

    /** Why they could not be read. */
    private record OldRowsFailed(CarryPlan plan, Throwable cause) {}

    private record LookForOldRows() {}

    /** Returns what the journal may have from the oldest live row on. */
    long mostBytes(Queue queue) {
        return policy.mostBytes(queue);
    }

    /** Begins the next step, if one is due and none is under way. */
    void cleanIfDue(Queue queue, JournalMarks marks, long lastRow, long wallMillis) {
        if (phase == Phase.IDLE) {
            policy.next(queue, marks, lastRow, wallMillis).ifPresent(this::read);
        }
    }

    private void read(CarryPlan plan) {
        phase = Phase.READING;
        long[] ordinals = plan.ordinals();
        for (long ordinal : ordinals) {
            pins.pin(ordinal);
        }
        storage.tell(storage.read(ordinals)
                .handle((rows, failure) -> failure == null
                        ? new OldRowsRead(plan, messagesByRow(rows))
                        : new OldRowsFailed(plan, failure)));
    }

    private static Map<Long, List<StoredMessage>> messagesByRow(List<RowRead> rows) {
        Map<Long, List<StoredMessage>> messages = new HashMap<>();
        for (RowRead row : rows) {
            messages.put(
                    row.ordinal(),
                    ((JournalRow) row.payload())
                            .events().stream()
                                    .map(Event::stored)
                                    .flatMap(List::stream)
                                    .toList());
        }
        return messages;
    }

    /** Takes what the reads bring. */
    Receive answers() {
        return ReceiveBuilder.create()
                .match(OldRowsRead.class, this::carry)
                .match(OldRowsFailed.class, this::failed)
                .match(LookForOldRows.class, look -> lookAgain())
                .build();
    }

    private void carry(OldRowsRead read) {
        unpin(read.plan());
        phase = Phase.CARRYING;
        storage.inject(
                policy.carry(read.plan(), read.messagesByRow(), storage.queue().liveOffsets()));
    }

    private void failed(OldRowsFailed failed) {
        unpin(failed.plan());
        if (failed.cause() instanceof IncompleteHistoryException incomplete
                && failed.plan().rows().anyMatch(this::isLive)) {
            throw incomplete;
        }
        LOG.warn(
                "Rows of {} could not be read to be carried forward; that is tried again in {}",
                key,
                retryAfter,
                failed.cause());
        lookLater();
    }

    private boolean isLive(RowEntry row) {
        return PayloadStore.rowNow(storage.queue(), row) != null;
    }

    private void unpin(CarryPlan plan) {
        for (long ordinal : plan.ordinals()) {
            pins.unpin(ordinal);
        }
    }

    /** The queue has decided on these, as events. A carry is decided alone. */
    void decided(List<Input> inputs, List<Event> events) {
        if (inputs.stream().anyMatch(Input.Carry.class::isInstance)) {
            phase = Phase.IDLE;
            if (events.stream().noneMatch(Event.Carried.class::isInstance)) {
                lookLater();
            }
        }
    }

    private void lookLater() {
        phase = Phase.WAITING;
        storage.tellLater(new LookForOldRows(), retryAfter);
    }

    private void lookAgain() {
        phase = Phase.IDLE;
        storage.clean();
    }
}
