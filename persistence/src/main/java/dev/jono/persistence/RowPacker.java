package dev.jono.persistence;

import dev.jono.api.Message;
import dev.jono.core.Event;
import dev.jono.core.StoredMessage;
import dev.jono.persistence.codec.JournalRow;
import java.util.ArrayList;
import java.util.List;

/**
 * Packs the events of a commit into rows of at most the given bytes, by an estimate of their stored size. Rows of 64 KiB
 * were the fastest of 16 to 128 KiB and are read back without hurting Cassandra; a larger message has a row of its own,
 * and so have messages that are carried together.
 */
final class RowPacker {
    /** What an event takes, or a row of one. */
    static final int EVENT_BYTES = 64;

    /** What a message takes beside itself that has its offset and time with it. */
    static final int CARRIED_OVERHEAD_BYTES = 24;

    private static final int MESSAGE_OVERHEAD_BYTES = 16;
    private static final int LEASE_BYTES = 160;
    private static final int OFFSET_BYTES = 3;

    private final int maxRowBytes;
    private final List<JournalRow> rows = new ArrayList<>();
    private List<Event> row = new ArrayList<>();
    private long rowBytes;
    private long totalBytes;

    private RowPacker(int maxRowBytes) {
        this.maxRowBytes = maxRowBytes;
    }

    /**
     * The rows of one commit.
     *
     * @param rows in order; none without events
     * @param bytes their estimated size
     */
    record Packed(List<JournalRow> rows, long bytes) {}

    static Packed pack(List<Event> events, int maxRowBytes) {
        RowPacker packer = new RowPacker(maxRowBytes);
        for (Event event : events) {
            if (event instanceof Event.Enqueued enqueued) {
                packer.addSplit(enqueued);
            } else if (event instanceof Event.Leased leased) {
                packer.addSplit(leased);
            } else if (event instanceof Event.Carried carried) {
                packer.closeRow();
                packer.add(carried, estimate(carried));
                packer.closeRow();
            } else {
                packer.add(event, estimate(event));
            }
        }
        packer.closeRow();
        return new Packed(packer.rows, packer.totalBytes);
    }

    private void addSplit(Event.Enqueued event) {
        List<Message> messages = event.messages();
        int from = 0;
        long bytes = EVENT_BYTES;
        for (int i = 0; i < messages.size(); i++) {
            long messageBytes = (long) messages.get(i).sizeBytes() + MESSAGE_OVERHEAD_BYTES;
            if (i > from && rowBytes + bytes + messageBytes > maxRowBytes) {
                add(part(event, from, i), bytes);
                closeRow();
                from = i;
                bytes = EVENT_BYTES;
            }
            bytes += messageBytes;
        }
        add(part(event, from, messages.size()), bytes);
    }

    private void addSplit(Event.Leased event) {
        int most = Math.max(1, (maxRowBytes - EVENT_BYTES) / LEASE_BYTES);
        for (int from = 0; from < event.leases().size(); from += most) {
            int to = Math.min(event.leases().size(), from + most);
            Event.Leased part = new Event.Leased(List.copyOf(event.leases().subList(from, to)));
            add(part, estimate(part));
        }
    }

    /** Estimates the stored size of a row. */
    static long bytes(JournalRow row) {
        return row.events().stream().mapToLong(RowPacker::estimate).sum();
    }

    private void add(Event event, long bytes) {
        if (!row.isEmpty() && rowBytes + bytes > maxRowBytes) {
            closeRow();
        }
        row.add(event);
        rowBytes += bytes;
        totalBytes += bytes;
    }

    private void closeRow() {
        if (!row.isEmpty()) {
            rows.add(new JournalRow(row));
            row = new ArrayList<>();
            rowBytes = 0;
        }
    }

    private static Event.Enqueued part(Event.Enqueued event, int from, int to) {
        if (from == 0 && to == event.messages().size()) {
            return event;
        }
        return new Event.Enqueued(
                event.producer(),
                event.firstSequence() + from,
                event.lowestUnconfirmed(),
                event.firstOffset() + from,
                event.sentAtMillis(),
                List.copyOf(event.messages().subList(from, to)));
    }

    /** Estimates what messages take that are carried. */
    static long carriedBytes(List<StoredMessage> messages) {
        long bytes = 0;
        for (StoredMessage message : messages) {
            bytes += (long) message.message().sizeBytes() + CARRIED_OVERHEAD_BYTES;
        }
        return bytes;
    }

    private static long estimate(Event event) {
        if (event instanceof Event.Enqueued enqueued) {
            long bytes = EVENT_BYTES;
            for (Message message : enqueued.messages()) {
                bytes += (long) message.sizeBytes() + MESSAGE_OVERHEAD_BYTES;
            }
            return bytes;
        }
        if (event instanceof Event.Carried carried) {
            return EVENT_BYTES + carriedBytes(carried.messages());
        } else if (event instanceof Event.Acked acked) {
            return EVENT_BYTES + (long) acked.offsets().size() * OFFSET_BYTES;
        } else if (event instanceof Event.Expired expired) {
            return EVENT_BYTES + (long) expired.offsets().size() * OFFSET_BYTES;
        } else if (event instanceof Event.Leased leased) {
            return EVENT_BYTES + (long) leased.leases().size() * LEASE_BYTES;
        } else if (event instanceof Event.DeadLettered letter) {
            return (long) EVENT_BYTES + LEASE_BYTES + letter.info().error().length();
        }
        return EVENT_BYTES;
    }
}
