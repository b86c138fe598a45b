package dev.jono.persistence;

import dev.jono.core.StoredMessage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The live messages of one journal row, in memory. Found at once where their offsets have no gaps, else by bisection. */
final class CachedRow {
    private long[] offsets;

    /** By the place of their offset; what was removed leaves {@code null} behind. */
    private @Nullable StoredMessage[] messages;

    private int size;
    private int live;
    private long bytes;

    CachedRow(int expectedMessages) {
        offsets = new long[expectedMessages];
        messages = new StoredMessage[expectedMessages];
    }

    /** Adds a message; their offsets ascend. */
    void add(StoredMessage message) {
        if (size == offsets.length) {
            int more = Math.max(4, 2 * size);
            offsets = Arrays.copyOf(offsets, more);
            messages = Arrays.copyOf(messages, more);
        }
        offsets[size] = message.offset();
        messages[size] = message;
        size++;
        live++;
        bytes += PayloadBudget.heapBytes(message.message());
    }

    void remove(long offset) {
        int place = placeOf(offset);
        @Nullable StoredMessage message = place < 0 ? null : messages[place];
        if (message != null) {
            messages[place] = null;
            live--;
            bytes -= PayloadBudget.heapBytes(message.message());
        }
    }

    @Nullable StoredMessage get(long offset) {
        int place = placeOf(offset);
        return place < 0 ? null : messages[place];
    }

    int live() {
        return live;
    }

    /** Estimates what it takes of the heap. */
    long heapBytes() {
        return PayloadBudget.heapBytes(0, bytes);
    }

    private int placeOf(long offset) {
        if (size == 0) {
            return -1;
        }
        long distance = offset - offsets[0];
        if (distance >= 0 && distance < size && offsets[(int) distance] == offset) {
            return (int) distance;
        }
        return Arrays.binarySearch(offsets, 0, size, offset);
    }
}
