package dev.jono.persistence;

import dev.jono.api.Message;
import dev.jono.core.Event;
import dev.jono.core.Offsets;
import dev.jono.core.Queue;
import dev.jono.core.StoredMessage;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a queue, in memory, by offset. It follows the journal: a message comes with its {@code Enqueued} event
 * and goes with the event that removes it.
 */
final class PayloadStore {
    private static final int BLOCK = 1024;

    private final PayloadBudget budget;
    private final Map<Long, Block> blocks = new HashMap<>();
    private long size;
    private long bytes;

    /** How many of {@link #bytes} the budget knows of: it is told once for each event, not for each message. */
    private long bytesTold;

    PayloadStore(PayloadBudget budget) {
        this.budget = budget;
    }

    /** The messages of {@value #BLOCK} offsets: arrays, because offsets are dense. */
    private static final class Block {
        private final @Nullable Message[] messages = new Message[BLOCK];
        private final long[] sentAtMillis = new long[BLOCK];
        private int live;
    }

    /** Lets the queue evolve by one event, and follows it: messages come and go here as they do there. */
    void evolve(Queue queue, Event event, long ordinal) {
        // What a hand-over removes is known before it, what a purge leaves is known after it.
        Offsets handedOver = event instanceof Event.HandedOver done ? queue.offsetsOf(done) : Offsets.of();
        queue.evolve(event, ordinal);
        if (event instanceof Event.Enqueued enqueued) {
            add(enqueued, offset -> true);
        } else if (event instanceof Event.Carried) {
            add(event, offset -> true);
        } else if (event instanceof Event.Acked acked) {
            remove(acked.offsets());
        } else if (event instanceof Event.Expired expired) {
            remove(expired.offsets());
        } else if (event instanceof Event.Purged) {
            retain(queue.liveOffsets());
        } else {
            remove(handedOver);
        }
    }

    /** Adds those messages of a row that are still wanted. */
    void add(Event event, LongPredicate wanted) {
        for (StoredMessage stored : event.stored()) {
            if (wanted.test(stored.offset())) {
                put(stored.offset(), stored.message(), stored.sentAtMillis());
            }
        }
        tellBudget();
    }

    /** Returns the message at {@code offset}; its absence is a defect, never an empty message. */
    Message message(long offset) {
        @Nullable Block block = blocks.get(offset / BLOCK);
        @Nullable Message message = block == null ? null : block.messages[index(offset)];
        if (message == null) {
            throw new IllegalStateException(
                    "The message at offset " + offset + " is in the index, but not in the journal");
        }
        return message;
    }

    long sentAtMillis(long offset) {
        @Nullable Block block = blocks.get(offset / BLOCK);
        return block == null ? 0 : block.sentAtMillis[index(offset)];
    }

    private void drop(long offset) {
        @Nullable Block block = blocks.get(offset / BLOCK);
        @Nullable Message message = block == null ? null : block.messages[index(offset)];
        if (block == null || message == null) {
            return;
        }
        block.messages[index(offset)] = null;
        size--;
        bytes -= PayloadBudget.heapBytes(message);
        if (--block.live == 0) {
            blocks.remove(offset / BLOCK);
        }
    }

    /** Drops every message that the queue does not have any more. */
    void retain(LongPredicate live) {
        for (Map.Entry<Long, Block> entry : Map.copyOf(blocks).entrySet()) {
            long first = entry.getKey() * BLOCK;
            for (long offset = first; offset < first + BLOCK; offset++) {
                if (entry.getValue().messages[index(offset)] != null && !live.test(offset)) {
                    drop(offset);
                }
            }
        }
        tellBudget();
    }

    /** Drops everything: the queue leaves this node. */
    void close() {
        blocks.clear();
        size = 0;
        bytes = 0;
        tellBudget();
    }

    long size() {
        return size;
    }

    void remove(Offsets offsets) {
        offsets.forEach(this::drop);
        tellBudget();
    }

    private void tellBudget() {
        budget.add(bytes - bytesTold);
        bytesTold = bytes;
    }

    private void put(long offset, Message message, long sentAtMillis) {
        Block block = blocks.computeIfAbsent(offset / BLOCK, number -> new Block());
        @Nullable Message before = block.messages[index(offset)];
        if (before == null) {
            block.live++;
            size++;
        } else {
            bytes -= PayloadBudget.heapBytes(before);
        }
        bytes += PayloadBudget.heapBytes(message);
        block.messages[index(offset)] = message;
        block.sentAtMillis[index(offset)] = sentAtMillis;
    }

    private static int index(long offset) {
        return (int) (offset % BLOCK);
    }
}
