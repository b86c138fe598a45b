package dev.jono.persistence;

import dev.jono.api.Message;
import dev.jono.core.Event;
import dev.jono.core.Offsets;
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

    private final Map<Long, Block> blocks = new HashMap<>();
    private long size;

    /** The messages of {@value #BLOCK} offsets: arrays, because offsets are dense. */
    private static final class Block {
        private final @Nullable Message[] messages = new Message[BLOCK];
        private final long[] sentAtMillis = new long[BLOCK];
        private int live;
    }

    /** Follows one event. A purge leaves its messages to {@link #retain}. */
    void follow(Event event) {
        if (event instanceof Event.Enqueued enqueued) {
            add(enqueued, offset -> true);
        } else if (event instanceof Event.Acked acked) {
            remove(acked.offsets());
        } else if (event instanceof Event.Expired expired) {
            remove(expired.offsets());
        }
    }

    /** Adds those messages of a row that are still wanted. */
    void add(Event.Enqueued enqueued, LongPredicate wanted) {
        long offset = enqueued.firstOffset();
        for (Message message : enqueued.messages()) {
            if (wanted.test(offset)) {
                put(offset, message, enqueued.sentAtMillis());
            }
            offset++;
        }
    }

    boolean has(long offset) {
        @Nullable Block block = blocks.get(offset / BLOCK);
        return block != null && block.messages[index(offset)] != null;
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

    void remove(long offset) {
        @Nullable Block block = blocks.get(offset / BLOCK);
        if (block == null || block.messages[index(offset)] == null) {
            return;
        }
        block.messages[index(offset)] = null;
        size--;
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
                    remove(offset);
                }
            }
        }
    }

    long size() {
        return size;
    }

    private void remove(Offsets offsets) {
        offsets.forEach(this::remove);
    }

    private void put(long offset, Message message, long sentAtMillis) {
        Block block = blocks.computeIfAbsent(offset / BLOCK, number -> new Block());
        if (block.messages[index(offset)] == null) {
            block.live++;
            size++;
        }
        block.messages[index(offset)] = message;
        block.sentAtMillis[index(offset)] = sentAtMillis;
    }

    private static int index(long offset) {
        return (int) (offset % BLOCK);
    }
}
