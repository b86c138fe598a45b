package dev.jono.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which journal row holds a message: one entry a row, not a message, in the order of the offsets. That is the order of the rows' ordinals as long as nothing has
 * been carried. Rows without a live message are forgotten.
 */
final class RowIndex {
    private final NavigableMap<Long, RowBlock> blocks = new TreeMap<>();
    private long bytes;
    private long live;
    private long size;

    void add(long ordinal, long firstOffset, int count, long addedBytes, long sentAtMillis) {
        @Nullable RowBlock last = blocks.isEmpty() ? null : blocks.lastEntry().getValue();
        if (last != null && last.last().ordinal() == ordinal) {
            size -= last.liveRows();
            last.replaceLast(last.last().extended(count, addedBytes));
            size += last.liveRows();
            bytes += addedBytes;
            live += count;
        } else {
            append(last, new RowEntry(ordinal, firstOffset, count, count, addedBytes, sentAtMillis));
        }
    }

    /**
     * Puts one row in the place of those that held these messages, which are all that is live in them. What they count is known
     * anew, message by message.
     *
     * @throws IllegalStateException when the rows between the first and the last message hold others too
     */
    void carry(long ordinal, List<StoredMessage> messages) {
        RowEntry carried = RowEntry.of(ordinal, messages);
        long held = liveAcross(carried.firstOffset(), carried.endOffset());
        if (held != messages.size()) {
            throw new IllegalStateException("Row " + ordinal + " carries " + messages.size() + " messages from "
                    + carried.firstOffset() + " to " + (carried.endOffset() - 1) + ", but the rows there hold " + held);
        }
        List<RowEntry> rows = takeBlocks(carried.firstOffset(), carried.endOffset());
        rows.removeIf(row -> row.overlaps(carried.firstOffset(), carried.endOffset()));
        rows.add(carried);
        rows.sort(Comparator.comparingLong(RowEntry::firstOffset));
        rows.forEach(new Appender());
    }

    /** Takes the blocks out whose rows may lie between these offsets, and the one before if it has room; returns their rows. */
    private List<RowEntry> takeBlocks(long firstOffset, long endOffset) {
        @Nullable Long from = blocks.floorKey(firstOffset);
        Map.@Nullable Entry<Long, RowBlock> before = from == null ? null : blocks.lowerEntry(from);
        if (before != null && !before.getValue().isFull()) {
            from = before.getKey();
        }
        NavigableMap<Long, RowBlock> taken = blocks.subMap(from == null ? firstOffset : from, true, endOffset, false);
        List<RowEntry> rows = new ArrayList<>();
        taken.values().forEach(block -> block.forEach(rows::add));
        taken.clear();
        for (RowEntry row : rows) {
            size--;
            bytes -= row.bytes();
            live -= row.live();
        }
        return rows;
    }

    /** Returns the row that holds {@code offset}, or {@code null} when no row with live messages does. */
    @Nullable RowEntry rowOf(long offset) {
        Map.@Nullable Entry<Long, RowBlock> block = blocks.floorEntry(offset);
        return block == null ? null : block.getValue().find(offset);
    }

    /** Returns what the live message at {@code offset} counts. */
    long bytesOf(long offset) {
        return rowOfLive(offset).averageBytes();
    }

    /** Takes one message off the row that holds it, and returns that row's ordinal. */
    long removeOne(long offset) {
        Map.@Nullable Entry<Long, RowBlock> entry = blocks.floorEntry(offset);
        @Nullable RowEntry before = entry == null ? null : entry.getValue().removeOne(offset);
        if (entry == null || before == null) {
            throw inNoRow(offset);
        }
        bytes -= before.averageBytes();
        live--;
        size -= before.live() == 1 ? 1 : 0;
        if (entry.getValue().isEmpty()) {
            blocks.remove(entry.getKey());
        }
        return before.ordinal();
    }

    /** Returns the row that holds the live message at {@code offset}. */
    RowEntry rowOfLive(long offset) {
        @Nullable RowEntry row = rowOf(offset);
        if (row == null) {
            throw inNoRow(offset);
        }
        return row;
    }

    /** Returns the rows with live messages, in the order of their offsets. */
    List<RowEntry> rows() {
        return from(0, Integer.MAX_VALUE);
    }

    /** Returns at most {@code most} rows with live messages, in the order of their offsets, the first one that which holds {@code offset} or comes after it. */
    List<RowEntry> from(long offset, int most) {
        List<RowEntry> rows = new ArrayList<>();
        @Nullable Long first = blocks.floorKey(offset);
        for (RowBlock block :
                blocks.tailMap(first == null ? offset : first, true).values()) {
            block.forEach(row -> {
                if (row.endOffset() > offset && rows.size() < most) {
                    rows.add(row);
                }
            });
            if (rows.size() == most) {
                break;
            }
        }
        return rows;
    }

    /** Returns those {@code most} rows with live messages that have the least ordinals, in the order of their offsets. */
    List<RowEntry> oldest(int most) {
        PriorityQueue<RowEntry> oldest =
                new PriorityQueue<>(Comparator.comparingLong(RowEntry::ordinal).reversed());
        for (RowBlock block : blocks.values()) {
            @Nullable RowEntry newest = oldest.peek();
            if (newest == null || oldest.size() < most || block.leastOrdinal() < newest.ordinal()) {
                block.forEach(row -> {
                    oldest.add(row);
                    if (oldest.size() > most) {
                        oldest.remove();
                    }
                });
            }
        }
        return oldest.stream()
                .sorted(Comparator.comparingLong(RowEntry::firstOffset))
                .toList();
    }

    /** Returns the least ordinal of a row with live messages, {@code Long.MAX_VALUE} for an empty queue. */
    long leastOrdinal() {
        long least = Long.MAX_VALUE;
        for (RowBlock block : blocks.values()) {
            least = Math.min(least, block.leastOrdinal());
        }
        return least;
    }

    /** Returns how many messages are live in the rows that reach in between these offsets. */
    long liveAcross(long firstOffset, long endOffset) {
        long across = 0;
        @Nullable Long from = blocks.floorKey(firstOffset);
        for (RowBlock block : blocks.subMap(from == null ? firstOffset : from, true, endOffset, false)
                .values()) {
            across += block.liveAcross(firstOffset, endOffset);
        }
        return across;
    }

    long bytes() {
        return bytes;
    }

    /** Returns how many messages are live in all rows together. */
    long live() {
        return live;
    }

    /** Returns how many rows have live messages. */
    long size() {
        return size;
    }

    /** Returns the row with the first live message, or {@code null} for an empty queue. */
    @Nullable RowEntry first() {
        return blocks.isEmpty() ? null : blocks.firstEntry().getValue().first();
    }

    PackedRows toImage() {
        PackedRows.Packer packer = new PackedRows.Packer(size);
        blocks.values().forEach(block -> block.forEach(packer));
        return packer.pack();
    }

    static RowIndex fromImage(PackedRows image) {
        RowIndex index = new RowIndex();
        image.forEach(index.new Appender());
        return index;
    }

    /** Appends rows to the blocks that it begins, so that these are full. */
    private final class Appender implements Consumer<RowEntry> {
        private @Nullable RowBlock last;

        @Override
        public void accept(RowEntry row) {
            last = append(last, row);
        }
    }

    private RowBlock append(@Nullable RowBlock last, RowEntry row) {
        size++;
        bytes += row.bytes();
        live += row.live();
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
