package dev.jono.persistence;

import java.util.NavigableMap;
import java.util.TreeMap;

/** The journal rows that are being read: they are not deleted meanwhile, whatever becomes of their messages. A row may be read by several. */
final class RowPins {
    private final NavigableMap<Long, Integer> readers = new TreeMap<>();

    void pin(long ordinal) {
        readers.merge(ordinal, 1, Integer::sum);
    }

    void unpin(long ordinal) {
        readers.computeIfPresent(ordinal, (row, count) -> count == 1 ? null : count - 1);
    }

    /** Returns the first row that is being read, {@code Long.MAX_VALUE} for none. */
    long lowest() {
        return readers.isEmpty() ? Long.MAX_VALUE : readers.firstKey();
    }
}
