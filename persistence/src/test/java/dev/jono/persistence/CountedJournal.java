package dev.jono.persistence;

import dev.jono.api.Message;
import dev.jono.core.Event;
import dev.jono.core.StoredMessage;
import dev.jono.persistence.codec.JournalRow;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A journal in memory that knows what lives and where it is stored, from what was written and acked alone: what the queue, its index and the cleaning think of that is
 * what is tested.
 */
final class CountedJournal {
    private final NavigableMap<Long, JournalRow> rows = new TreeMap<>();

    /** What was sent and is not gone, by offset. */
    final NavigableMap<Long, Message> live = new TreeMap<>();

    /** The last row that has the message of an offset. */
    private long[] rowByOffset = new long[1_024];

    private long lastRow;
    private long carriedBytes;

    void append(JournalRow row) {
        rows.put(++lastRow, row);
        for (Event event : row.events()) {
            event.stored().forEach(this::place);
            carriedBytes += event instanceof Event.Carried ? RowPacker.bytes(row) : 0;
        }
    }

    private void place(StoredMessage stored) {
        int offset = Math.toIntExact(stored.offset());
        if (offset >= rowByOffset.length) {
            rowByOffset = Arrays.copyOf(rowByOffset, 2 * offset);
        }
        rowByOffset[offset] = lastRow;
    }

    long lastRow() {
        return lastRow;
    }

    /** Returns the size of a message that lives. */
    int sizeBytes(long offset) {
        return Objects.requireNonNull(live.get(offset), "it is gone").sizeBytes();
    }

    /** Returns how many bytes were written a second time. */
    long carriedBytes() {
        return carriedBytes;
    }

    JournalRow row(long ordinal) {
        return Objects.requireNonNull(rows.get(ordinal), () -> "row " + ordinal + " is needed and was deleted");
    }

    /** Returns the rows behind this one. */
    NavigableMap<Long, JournalRow> after(long ordinal) {
        return rows.tailMap(ordinal, false);
    }

    void deleteUpTo(long ordinal) {
        rows.headMap(ordinal, true).clear();
    }

    /** Returns the bytes of all rows. */
    long bytes() {
        return bytesFrom(0);
    }

    /** Returns the bytes of all rows from the oldest on that holds what lives. */
    long bytesFromTheOldestLive() {
        return bytesFrom(live.keySet().stream().mapToLong(this::rowOf).min().orElse(lastRow + 1));
    }

    private long bytesFrom(long ordinal) {
        return rows.tailMap(ordinal, true).values().stream()
                .mapToLong(RowPacker::bytes)
                .sum();
    }

    /** Returns what a journal would have that held nothing but what lives. */
    long liveBytes() {
        long bytes = 0;
        for (Message message : live.values()) {
            bytes += message.sizeBytes() + RowPacker.CARRIED_OVERHEAD_BYTES;
        }
        return bytes + (long) RowPacker.EVENT_BYTES * liveByRow().size();
    }

    /** Returns the same, but with the average of all that its row was written with for each message: what the cleaning may take it for (ADR 0034). */
    long countedBytes() {
        long bytes = 0;
        for (Map.Entry<Long, Integer> held : liveByRow().entrySet()) {
            bytes += RowPacker.EVENT_BYTES
                    + held.getValue() * (averageBytes(row(held.getKey())) + RowPacker.CARRIED_OVERHEAD_BYTES);
        }
        return bytes;
    }

    /** Returns how many messages live in each row that holds any. */
    private Map<Long, Integer> liveByRow() {
        Map<Long, Integer> liveByRow = new HashMap<>();
        live.keySet().forEach(offset -> liveByRow.merge(rowOf(offset), 1, Integer::sum));
        return liveByRow;
    }

    /** Rounded up: an average that loses messages of its own size may come to be larger by one. */
    private static long averageBytes(JournalRow row) {
        long bytes = 0;
        long count = 0;
        for (Event event : row.events()) {
            for (StoredMessage stored : event.stored()) {
                bytes += stored.message().sizeBytes();
                count++;
            }
        }
        return (bytes + count - 1) / count;
    }

    private long rowOf(long offset) {
        return rowByOffset[Math.toIntExact(offset)];
    }
}
