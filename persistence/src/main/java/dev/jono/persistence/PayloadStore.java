package dev.jono.persistence;

import dev.jono.core.AtHand;
import dev.jono.core.Event;
import dev.jono.core.Needed;
import dev.jono.core.Now;
import dev.jono.core.Queue;
import dev.jono.core.Removals;
import dev.jono.core.RowEntry;
import dev.jono.core.StoredMessage;
import dev.jono.persistence.codec.JournalRow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Those messages of a queue that are in memory: a cache of the journal, by row, since a row is what is read back. A row is there with all its
 * live messages or not at all. Rows are dropped when the node's queues keep too much together, the farthest from the next delivery
 * first.
 */
final class PayloadStore implements AtHand, Removals {
    private final PayloadBudget budget;
    private final PayloadBudget.Share share;
    private final LongFunction<@Nullable RowEntry> rowOf;

    /** By ordinal: that is the order of delivery, but for what was carried forward or returned. */
    private final NavigableMap<Long, CachedRow> rows = new TreeMap<>();

    private long bytes;

    /** The row that was looked into last: the next message mostly lies there too. */
    private long latestOrdinal = -1;

    private CachedRow latest = new CachedRow(0);

    /**
     * @param shrink has the owner call {@link #shrink}, from any thread
     * @param rowOf finds the row of a message
     */
    PayloadStore(PayloadBudget budget, Runnable shrink, LongFunction<@Nullable RowEntry> rowOf) {
        this.budget = budget;
        this.share = budget.share(shrink);
        this.rowOf = rowOf;
    }

    // What comes and goes

    /**
     * Lets the queue evolve by one event, and follows it. What is carried forward stays in memory if any of the rows was there that it was carried from, and is
     * not taken in otherwise: it is mostly cold, and would push out what is needed.
     *
     * @param keeps whether to keep the messages that the event's row brings: all of them or none
     */
    void evolve(Queue queue, Event event, long ordinal, boolean keeps) {
        boolean isWanted = !(event instanceof Event.Carried carried) || dropRowsOf(carried.messages());
        queue.evolve(event, ordinal);
        if (keeps && isWanted) {
            add(ordinal, event.stored());
        }
    }

    /** Drops the rows of these messages, which ascend; tells whether any was there. */
    private boolean dropRowsOf(List<StoredMessage> messages) {
        boolean wasThere = false;
        long rowEnd = Long.MIN_VALUE;
        for (StoredMessage message : messages) {
            if (message.offset() >= rowEnd) {
                @Nullable RowEntry row = rowOf.apply(message.offset());
                if (row != null) {
                    wasThere |= drop(row.ordinal());
                    rowEnd = row.endOffset();
                }
            }
        }
        return wasThere;
    }

    private void add(long ordinal, List<StoredMessage> messages) {
        if (!messages.isEmpty()) {
            @Nullable CachedRow known = rows.get(ordinal);
            CachedRow row = known == null ? new CachedRow(messages.size()) : known;
            long before = known == null ? 0 : row.heapBytes();
            messages.forEach(row::add);
            rows.put(ordinal, row);
            count(row.heapBytes() - before);
        }
    }

    /**
     * Takes in a row that was read back; what of it is gone by now is left out.
     *
     * @throws IllegalStateException when it lacks a message that the queue has
     */
    void add(Queue queue, RowEntry asked, JournalRow read) {
        @Nullable RowEntry entry = rowNow(queue, asked);
        if (entry == null) {
            return;
        }
        CachedRow row = new CachedRow(entry.live());
        LongPredicate live = queue.liveOffsets();
        for (Event event : read.events()) {
            for (StoredMessage message : event.stored()) {
                if (live.test(message.offset())) {
                    row.add(message);
                }
            }
        }
        if (row.live() != entry.live()) {
            throw new IllegalStateException("Row " + entry.ordinal() + " of the journal holds " + row.live()
                    + " messages of queue " + queue.key().orElseThrow() + " where its index has " + entry.live()
                    + ". It stays stopped: no message may come out empty, or not at all, by mistake.");
        }
        drop(entry.ordinal());
        rows.put(entry.ordinal(), row);
        count(row.heapBytes());
    }

    /** Returns what the queue knows now of a row that it asked for, {@code null} if nothing of it is live. */
    static @Nullable RowEntry rowNow(Queue queue, RowEntry asked) {
        @Nullable RowEntry entry = queue.rowOf(asked.firstOffset());
        return entry != null && entry.ordinal() == asked.ordinal() ? entry : null;
    }

    @Override
    public void removed(long ordinal, long offset) {
        @Nullable CachedRow row = ordinal == latestOrdinal ? latest : rows.get(ordinal);
        if (row == null) {
            return;
        }
        long before = row.heapBytes();
        row.remove(offset);
        if (row.live() == 0) {
            count(row.heapBytes() - before);
            drop(ordinal);
        } else {
            look(ordinal, row);
            count(row.heapBytes() - before);
        }
    }

    /** Tells whether it was there. */
    private boolean drop(long ordinal) {
        @Nullable CachedRow row = rows.remove(ordinal);
        if (row != null) {
            count(-row.heapBytes());
        }
        if (ordinal == latestOrdinal) {
            look(-1, new CachedRow(0));
        }
        return row != null;
    }

    private void look(long ordinal, CachedRow row) {
        latestOrdinal = ordinal;
        latest = row;
    }

    private void count(long more) {
        bytes += more;
    }

    /** Drops everything: the queue leaves this node. */
    void close() {
        rows.clear();
        look(-1, new CachedRow(0));
        bytes = 0;
        share.close();
    }

    // What is there

    /** Returns the message at {@code offset}; its absence is a defect, never an empty message. */
    StoredMessage message(long offset) {
        @Nullable StoredMessage message = latest.get(offset);
        if (message == null) {
            @Nullable RowEntry entry = rowOf.apply(offset);
            @Nullable CachedRow row = entry == null ? null : rows.get(entry.ordinal());
            if (entry != null && row != null) {
                look(entry.ordinal(), row);
                message = row.get(offset);
            }
        }
        if (message == null) {
            throw new IllegalStateException("The message at offset " + offset + " is to be delivered, but not at hand");
        }
        return message;
    }

    @Override
    public boolean contains(long ordinal) {
        return rows.containsKey(ordinal);
    }

    @Override
    public long rows() {
        return rows.size();
    }

    @Override
    public long aheadBytes() {
        return budget.aheadBytes();
    }

    @Override
    public long heapBytes(RowEntry row) {
        return PayloadBudget.heapBytes(row.live(), row.bytes());
    }

    // What is too much

    /** Tells whether the node has room for a row that nobody needs yet. */
    boolean hasRoom(long rowBytes) {
        tellBudget();
        return budget.hasRoom(rowBytes);
    }

    /** To be called when everything that can be delivered has been: makes room if the node has too little. */
    void makeRoom(Queue queue, Now now) {
        tellBudget();
        long excess = budget.excessBytes();
        if (excess > 0) {
            drop(queue.needed(this, now), excess);
            if (budget.excessBytes() > 0) {
                share.shrinkLargest();
            }
        }
    }

    /** Makes room for another queue. */
    void shrink(Queue queue, Now now) {
        share.hasShrunk();
        drop(queue.needed(this, now), bytes - budget.fairBytes());
    }

    /**
     * First what is far, and what is delivered already; what is needed next only as far as it is more than a fair share. The very next row stays: without
     * it, a consumer that takes one message at a time would have it read for each.
     */
    private void drop(Needed needed, long excess) {
        Set<Long> stay = new HashSet<>(needed.granted());
        needed.ahead().forEach(row -> stay.add(row.ordinal()));
        long until = bytes - excess;
        List<Long> dropped = new ArrayList<>();
        long left = bytes;
        Iterator<Map.Entry<Long, CachedRow>> farthest =
                rows.descendingMap().entrySet().iterator();
        while (left > until && farthest.hasNext()) {
            Map.Entry<Long, CachedRow> row = farthest.next();
            if (!stay.contains(row.getKey())) {
                dropped.add(row.getKey());
                left -= row.getValue().heapBytes();
            }
        }
        dropped.forEach(this::drop);
        List<RowEntry> ahead = needed.ahead();
        long fair = Math.max(until, budget.fairBytes());
        for (int i = ahead.size() - 1; i > 0 && bytes > fair; i--) {
            if (!needed.granted().contains(ahead.get(i).ordinal())) {
                drop(ahead.get(i).ordinal());
            }
        }
        tellBudget();
        share.staysAbove(bytes > fair ? bytes : 0);
    }

    private void tellBudget() {
        share.set(bytes);
    }
}
