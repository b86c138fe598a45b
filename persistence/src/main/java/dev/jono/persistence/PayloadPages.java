package dev.jono.persistence;

import dev.jono.core.RowEntry;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.function.Predicate;

/**
 * The rows whose messages are still to be read after a recovery, page by page, so that no more than a page of rows is in memory beside
 * the messages that are kept of them.
 */
final class PayloadPages {
    static final int MAX_ROWS = 64;
    static final long MAX_BYTES = 4L << 20;

    private final Deque<RowEntry> left = new ArrayDeque<>();
    private long leftBytes;

    PayloadPages(Collection<RowEntry> rows, Predicate<RowEntry> missing) {
        rows.stream()
                .filter(missing)
                .sorted(Comparator.comparingLong(RowEntry::ordinal))
                .forEach(row -> {
                    left.add(row);
                    leftBytes += heapBytes(row);
                });
    }

    static PayloadPages none() {
        return new PayloadPages(java.util.List.of(), row -> false);
    }

    /** Returns what all that is left will take of the heap. */
    long leftBytes() {
        return leftBytes;
    }

    boolean isEmpty() {
        return left.isEmpty();
    }

    /** Takes out the next rows' ordinals, ascending; at least one. */
    long[] next() {
        long[] ordinals = new long[Math.min(MAX_ROWS, left.size())];
        int rows = 0;
        long bytes = 0;
        while (rows < ordinals.length && (rows == 0 || bytes + left.getFirst().bytes() <= MAX_BYTES)) {
            RowEntry row = left.removeFirst();
            ordinals[rows++] = row.ordinal();
            bytes += row.bytes();
            leftBytes -= heapBytes(row);
        }
        return java.util.Arrays.copyOf(ordinals, rows);
    }

    private static long heapBytes(RowEntry row) {
        return PayloadBudget.heapBytes(row.live(), row.bytes());
    }
}
