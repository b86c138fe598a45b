package dev.jono.persistence;

import dev.jono.api.protocol.QueueKey;
import dev.jono.core.Event;
import dev.jono.core.Input;
import dev.jono.core.Queue;
import dev.jono.core.StoredMessage;
import dev.jono.persistence.codec.JournalRow;
import dev.jono.persistence.journal.RowRead;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries live messages forward to the end of a queue's journal, one step at a time beside its work: reads rows of old, has the queue write once more what still
 * lives of them, and then looks whether there is more to do. What fails is tried again later; nothing waits for it.
 */
final class Cleaning {
    private static final Logger LOG = LoggerFactory.getLogger(Cleaning.class);

    /** What it has the actor do. */
    interface Storage {
        /** Reads these rows, which are pinned, and tells the {@link Cleaning}. */
        void read(long[] ascendingOrdinals);

        /** Has the queue decide on this with one of the next batches. */
        void inject(Input.Carry carry);

        /** Looks again later. */
        void lookAgain();
    }

    private final QueueKey key;
    private final CleaningPolicy policy;
    private final RowPins pins;
    private final Storage storage;

    /** What is being read; {@code null} when nothing is. */
    private @Nullable CarryPlan underRead;

    private boolean carrying;

    Cleaning(QueueKey key, CleaningPolicy policy, RowPins pins, Storage storage) {
        this.key = key;
        this.policy = policy;
        this.pins = pins;
        this.storage = storage;
    }

    /** Returns what the journal may have from the oldest live row on. */
    long mostBytes(Queue queue) {
        return policy.mostBytes(queue);
    }

    /** Begins the next step, if one is due and none is under way. */
    void cleanIfDue(Queue queue, JournalMarks marks, long lastRow, long wallMillis) {
        if (underRead == null && !carrying) {
            policy.next(queue, marks, lastRow, wallMillis).ifPresent(plan -> {
                underRead = plan;
                long[] ordinals = plan.ordinals();
                for (long ordinal : ordinals) {
                    pins.pin(ordinal);
                }
                storage.read(ordinals);
            });
        }
    }

    /** The rows have been read. */
    void read(List<RowRead> rows, Queue queue) {
        CarryPlan plan = endRead();
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
        carrying = true;
        storage.inject(policy.carry(plan, messages, queue.liveOffsets()));
    }

    /** They could not be read. */
    void failed(Throwable cause) {
        LOG.warn("Rows of {} could not be read to be carried forward; they are later", key, cause);
        endRead();
        storage.lookAgain();
    }

    private CarryPlan endRead() {
        CarryPlan plan = underRead;
        if (plan == null) {
            throw new IllegalStateException("Rows of " + key + " were read that nobody asked for");
        }
        underRead = null;
        for (long ordinal : plan.ordinals()) {
            pins.unpin(ordinal);
        }
        return plan;
    }

    /** The queue has decided on an input. */
    void decided(Input input) {
        if (input instanceof Input.Carry) {
            carrying = false;
        }
    }
}
