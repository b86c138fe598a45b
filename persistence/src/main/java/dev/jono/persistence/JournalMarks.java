package dev.jono.persistence;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How many bytes of rows a queue's journal has from any row on: marks at some rows of how much was written before them. Never too few; too many by less than a
 * hundredth of the most that there ever was since that row was written, and a commit. A snapshot keeps them, because a recovery does not see the rows from
 * before it.
 */
final class JournalMarks {
    private static final long MIN_GRAIN_BYTES = 1L << 10;

    /** Marks lie as far apart as this part of all that is marked. */
    private static final int PARTS = 256;

    private static final int MOST = 4 * PARTS;

    private final NavigableMap<Long, Long> bytesBefore = new TreeMap<>();
    private long bytes;

    /** Takes up what a snapshot kept. */
    static JournalMarks of(Map<Long, Long> bytesBefore, long bytes) {
        JournalMarks marks = new JournalMarks();
        marks.bytesBefore.putAll(bytesBefore);
        marks.bytes = bytes;
        return marks;
    }

    /** Rows of so many bytes were written, the first of them here. */
    void wrote(long firstRow, long addedBytes) {
        if (bytesBefore.isEmpty() || bytes - bytesBefore.lastEntry().getValue() >= grain()) {
            bytesBefore.put(firstRow, bytes);
        }
        bytes += addedBytes;
        if (bytesBefore.size() > MOST) {
            thin();
        }
    }

    /** Returns how many bytes the rows have from this one on; rather too many. */
    long bytesFrom(long row) {
        if (bytesBefore.isEmpty()) {
            return bytes;
        }
        Map.Entry<Long, Long> before = bytesBefore.floorEntry(row);
        return bytes - (before == null ? bytesBefore.firstEntry() : before).getValue();
    }

    /** Nobody asks for rows before this one any more. */
    void forgetBefore(long row) {
        Long last = bytesBefore.floorKey(row);
        if (last != null) {
            bytesBefore.headMap(last, false).clear();
        }
    }

    Map<Long, Long> bytesBefore() {
        return new TreeMap<>(bytesBefore);
    }

    long bytes() {
        return bytes;
    }

    private long grain() {
        return Math.max(MIN_GRAIN_BYTES, (bytes - bytesBefore.firstEntry().getValue()) / PARTS);
    }

    private void thin() {
        long grain = grain();
        long kept = Long.MIN_VALUE;
        for (var marks = bytesBefore.values().iterator(); marks.hasNext(); ) {
            long mark = marks.next();
            if (kept != Long.MIN_VALUE && mark - kept < grain) {
                marks.remove();
            } else {
                kept = mark;
            }
        }
    }
}
