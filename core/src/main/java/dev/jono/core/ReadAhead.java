package dev.jono.core;

import java.util.ArrayList;
import java.util.List;
import org.roaringbitmap.longlong.PeekableLongIterator;

/**
 * Which rows are to be at hand next: those that hold what is delivered from the cursor on, up to the bytes that {@link AtHand} says. They
 * are looked for anew when half of them have been delivered or some have been read, so that it costs next to nothing while everything is there,
 * or nothing of what is awaited.
 */
final class ReadAhead {
    /** Where messages come one by one, a row is as small as a message. */
    private static final int MAX_ROWS = 512;

    private final QueueState state;
    private final Leasing leasing;

    /** What was looked through last, and from where on it is time to look again. */
    private long lookedFrom = Long.MAX_VALUE;

    private long lookAgainFrom;

    ReadAhead(QueueState state, Leasing leasing) {
        this.state = state;
        this.leasing = leasing;
    }

    /**
     * Wants the rows ahead that are not at hand, if it is time to look.
     *
     * @param isMoreAtHand whether some have been read: who reads may have left the others
     */
    void update(Reach reach, AtHand atHand, boolean isMoreAtHand, Now now) {
        if (reach.isEverything() || !isUseful()) {
            lookedFrom = Long.MAX_VALUE;
            return;
        }
        long cursor = leasing.cursor();
        boolean hasMoved = cursor < lookedFrom || cursor >= lookAgainFrom || (reach.missed() && cursor > lookedFrom);
        if (isMoreAtHand || hasMoved) {
            List<RowEntry> ahead = rows(atHand, now);
            reach.want(ahead);
            lookedFrom = cursor;
            lookAgainFrom = ahead.isEmpty() ? cursor + 1 : half(ahead, atHand);
        }
    }

    /** Returns the rows ahead, the next one first. */
    List<RowEntry> rows(AtHand atHand, Now now) {
        List<RowEntry> ahead = new ArrayList<>();
        if (!isUseful()) {
            return ahead;
        }
        OffsetSet outOfTime = state.expiries.due(now.wallMillis());
        long left = Math.max(1, atHand.aheadBytes());
        PeekableLongIterator ready = state.ready.iteratorFrom(leasing.cursor());
        while (left > 0 && ahead.size() < MAX_ROWS && ready.hasNext()) {
            long offset = ready.next();
            if (!leasing.isLeased(offset) && !state.suspects.contains(offset) && !outOfTime.contains(offset)) {
                RowEntry row = state.rows.rowOfLive(offset);
                ahead.add(row);
                left -= atHand.heapBytes(row);
                ready.advanceIfNeeded(row.endOffset());
            }
        }
        return ahead;
    }

    private boolean isUseful() {
        return state.delivers() && leasing.consumers().size() > 0;
    }

    private static long half(List<RowEntry> ahead, AtHand atHand) {
        long left = atHand.aheadBytes() / 2;
        for (RowEntry row : ahead.subList(0, (ahead.size() + 1) / 2)) {
            left -= atHand.heapBytes(row);
            if (left <= 0) {
                return row.endOffset();
            }
        }
        return ahead.get((ahead.size() - 1) / 2).endOffset();
    }
}
