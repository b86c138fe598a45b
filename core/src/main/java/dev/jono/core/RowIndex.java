package dev.jono.core;

import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which journal row holds a message: one entry a row, not a message. Rows without a live message are forgotten. */
final class RowIndex {
    private final NavigableMap<Long, RowEntry> byFirstOffset = new TreeMap<>();
    private long bytes;
    private long live;

    void add(long ordinal, long firstOffset, int count, long addedBytes, long sentAtMillis) {
        bytes += addedBytes;
        live += count;
        Map.@Nullable Entry<Long, RowEntry> last = byFirstOffset.lastEntry();
        if (last != null && last.getValue().ordinal() == ordinal) {
            byFirstOffset.put(last.getKey(), last.getValue().extended(count, addedBytes));
        } else {
            byFirstOffset.put(firstOffset, new RowEntry(ordinal, firstOffset, count, count, addedBytes, sentAtMillis));
        }
    }

    /** Returns the row that holds {@code offset}, or {@code null} when no row with live messages does. */
    @Nullable RowEntry rowOf(long offset) {
        Map.@Nullable Entry<Long, RowEntry> entry = byFirstOffset.floorEntry(offset);
        return entry == null || offset >= entry.getValue().endOffset() ? null : entry.getValue();
    }

    /** Returns what the live message at {@code offset} counts. */
    long bytesOf(long offset) {
        @Nullable RowEntry row = rowOf(offset);
        if (row == null) {
            throw new IllegalStateException("Offset " + offset + " is in no row");
        }
        return row.averageBytes();
    }

    void removeOne(long offset) {
        Map.@Nullable Entry<Long, RowEntry> entry = byFirstOffset.floorEntry(offset);
        if (entry == null || offset >= entry.getValue().endOffset()) {
            throw new IllegalStateException("Offset " + offset + " is in no row");
        }
        RowEntry row = entry.getValue();
        bytes -= row.averageBytes();
        live--;
        if (row.live() == 1) {
            byFirstOffset.remove(entry.getKey());
        } else {
            byFirstOffset.put(entry.getKey(), row.withoutOne());
        }
    }

    Collection<RowEntry> rows() {
        return byFirstOffset.values();
    }

    long bytes() {
        return bytes;
    }

    /** Returns how many messages are live in all rows together. */
    long live() {
        return live;
    }

    /** Returns the first row with a live message, or {@code null} for an empty queue. */
    @Nullable RowEntry first() {
        return byFirstOffset.isEmpty() ? null : byFirstOffset.firstEntry().getValue();
    }

    static RowIndex fromImage(Collection<RowEntry> image) {
        RowIndex index = new RowIndex();
        for (RowEntry row : image) {
            index.byFirstOffset.put(row.firstOffset(), row);
            index.bytes += row.bytes();
            index.live += row.live();
        }
        return index;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RowIndex that && byFirstOffset.equals(that.byFirstOffset);
    }

    @Override
    public int hashCode() {
        return byFirstOffset.hashCode();
    }
}
