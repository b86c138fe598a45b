package dev.jono.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which journal row holds a message: one entry a row, not a message. Rows without a live message are forgotten. */
final class RowIndex {
    private final NavigableMap<Long, RowBlock> blocks = new TreeMap<>();
    private long bytes;
    private long live;

    void add(long ordinal, long firstOffset, int count, long addedBytes, long sentAtMillis) {
        bytes += addedBytes;
        live += count;
        @Nullable RowBlock last = blocks.isEmpty() ? null : blocks.lastEntry().getValue();
        if (last != null && last.last().ordinal() == ordinal) {
            last.replaceLast(last.last().extended(count, addedBytes));
        } else {
            append(last, new RowEntry(ordinal, firstOffset, count, count, addedBytes, sentAtMillis));
        }
    }

    /** Returns the row that holds {@code offset}, or {@code null} when no row with live messages does. */
    @Nullable RowEntry rowOf(long offset) {
        Map.@Nullable Entry<Long, RowBlock> block = blocks.floorEntry(offset);
        return block == null ? null : block.getValue().find(offset);
    }

    /** Returns what the live message at {@code offset} counts. */
    long bytesOf(long offset) {
        @Nullable RowEntry row = rowOf(offset);
        if (row == null) {
            throw inNoRow(offset);
        }
        return row.averageBytes();
    }

    void removeOne(long offset) {
        Map.@Nullable Entry<Long, RowBlock> entry = blocks.floorEntry(offset);
        long removed = entry == null ? -1 : entry.getValue().removeOne(offset);
        if (entry == null || removed < 0) {
            throw inNoRow(offset);
        }
        bytes -= removed;
        live--;
        if (entry.getValue().isEmpty()) {
            blocks.remove(entry.getKey());
        }
    }

    /** Returns the rows with live messages, in the order of their offsets. */
    List<RowEntry> rows() {
        List<RowEntry> rows = new ArrayList<>();
        blocks.values().forEach(block -> block.forEach(rows::add));
        return rows;
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
        return blocks.isEmpty() ? null : blocks.firstEntry().getValue().first();
    }

    static RowIndex fromImage(Collection<RowEntry> image) {
        RowIndex index = new RowIndex();
        @Nullable RowBlock last = null;
        for (RowEntry row : image) {
            last = index.append(last, row);
            index.bytes += row.bytes();
            index.live += row.live();
        }
        return index;
    }

    private RowBlock append(@Nullable RowBlock last, RowEntry row) {
        if (last != null && last.takes(row)) {
            last.append(row);
            return last;
        }
        RowBlock block = new RowBlock(row);
        blocks.put(block.baseOffset(), block);
        return block;
    }

    private static IllegalStateException inNoRow(long offset) {
        return new IllegalStateException("Offset " + offset + " is in no row");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RowIndex that && rows().equals(that.rows());
    }

    @Override
    public int hashCode() {
        return Long.hashCode(live);
    }
}
