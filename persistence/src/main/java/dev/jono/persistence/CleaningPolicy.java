package dev.jono.persistence;

import dev.jono.core.Input;
import dev.jono.core.Queue;
import dev.jono.core.RowEntry;
import dev.jono.core.StoredMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * When live messages are carried forward to the end of the journal, and which.
 *
 * <p>Rows can only be deleted from the front. So that one live message does not hold on to all that is dead behind it, the oldest rows are carried as soon as the
 * rows from there on have more than twice the bytes of what lives, and some slack. More than half of what is passed is dead then: carrying costs at most one byte
 * for each byte that it sets free.
 *
 * <p>Messages that were stored one by one have a row each. When there are very many such rows, small ones that lie next to each other become full ones, which
 * bounds the index and the snapshots of it.
 */
final class CleaningPolicy {
    /** A row is small that is less than this part of a full one. Small neighbours become one, so that after that every two neighbours are more than such a part. */
    static final int SMALL_ROW_PART = 2;

    /** How many rows there may be for each full one of live bytes: twice as many as not small ones, because a small one may lie beside each of these. */
    static final int ROWS_A_FULL_ONE = 2 * SMALL_ROW_PART;

    /** When rows are carried at all, so large a part of the slack is made free. */
    private static final int SPARE_PART = 4;

    private static final int STEP_ROWS = 1024;
    private static final long STEP_READ_BYTES = 4L << 20;

    /** One query each, one after the other. */
    static final int STEP_RANGES = 64;

    /** The queue decides on them at once, one by one. */
    static final int STEP_MESSAGES = 4_000;

    /** After everything was looked through for small rows, there must be this much more of them, a part of all, until it is done again. */
    private static final int MORE_ROWS_PART = 4;

    /** Rows are made one only if that makes the age of the oldest message wrong by at most this part of it, or a minute. */
    private static final int AGE_PART = 100;

    private static final long AGE_MILLIS = 60_000;

    private final CleaningSettings settings;
    private final int rowBytes;

    /** No row with live messages is older; found anew when it matters. */
    private long lowestRow;

    /** From where on small rows are looked for; -1 when they are not. */
    private long mergeFrom = -1;

    private long rowsBeforeMerge;
    private long mergeAgainAbove;

    CleaningPolicy(CleaningSettings settings, int rowBytes) {
        this.settings = settings;
        this.rowBytes = rowBytes;
    }

    /** Returns what is to be carried now, if anything. */
    Optional<CarryPlan> next(Queue queue, JournalMarks marks, long lastRow, long wallMillis) {
        if (isTooLarge(queue, marks)) {
            lowestRow = queue.lowestRow(lastRow);
            if (isTooLarge(queue, marks)) {
                return Optional.of(plan(oldest(queue, marks), queue, wallMillis));
            }
        }
        return mergeSmall(queue, wallMillis);
    }

    private boolean isTooLarge(Queue queue, JournalMarks marks) {
        return queue.depth() > 0 && marks.bytesFrom(lowestRow) > mostBytes(queue);
    }

    /** Returns what the journal may have from the oldest live row on. */
    long mostBytes(Queue queue) {
        return 2 * liveBytes(queue) + settings.slackBytes();
    }

    /** Returns what the queue is to decide on once the rows of a plan have been read. */
    Input.Carry carry(CarryPlan plan, Map<Long, List<StoredMessage>> messagesByRow, LongPredicate wanted) {
        return plan.carry(messagesByRow, wanted, rowBytes, 2 * settings.stepBytes());
    }

    /** Returns what the journal would have if it held nothing but what lives. */
    static long liveBytes(Queue queue) {
        return storedBytes(queue.bytes(), queue.depth()) + RowPacker.EVENT_BYTES * queue.rowCount();
    }

    private static long storedBytes(long bytes, long messages) {
        return bytes + messages * RowPacker.CARRIED_OVERHEAD_BYTES;
    }

    private static long storedBytes(RowEntry row) {
        return storedBytes(row.bytes(), row.live());
    }

    /**
     * Returns the rows with the least ordinals, as many as one step takes, in the order of their offsets. Somewhat more of them than have to go, so that what is
     * carried fills rows.
     */
    private List<RowEntry> oldest(Queue queue, JournalMarks marks) {
        List<RowEntry> rows = new ArrayList<>(queue.oldestRows(STEP_ROWS));
        rows.sort(Comparator.comparingLong(RowEntry::ordinal));
        long keptBytes = mostBytes(queue) - settings.slackBytes() / SPARE_PART;
        Step step = new Step();
        rows.removeIf(row -> marks.bytesFrom(row.ordinal()) <= keptBytes || !step.takes(row));
        rows.sort(Comparator.comparingLong(RowEntry::firstOffset));
        return rows;
    }

    /** Has rows that lie next to each other become one, as far as they fit. */
    private CarryPlan plan(List<RowEntry> rows, Queue queue, long wallMillis) {
        List<List<RowEntry>> runs = new ArrayList<>();
        Run run = new Run(wallMillis);
        for (RowEntry row : rows) {
            if (!run.takes(row) || !isNext(queue, run.last(), row)) {
                runs.add(run.rows);
                run = new Run(wallMillis);
            }
            run.add(row);
        }
        runs.add(run.rows);
        return new CarryPlan(runs);
    }

    private static boolean isNext(Queue queue, Optional<RowEntry> before, RowEntry row) {
        return before.isEmpty()
                || queue.rowsFrom(before.get().endOffset(), 1).get(0).firstOffset() == row.firstOffset();
    }

    private Optional<CarryPlan> mergeSmall(Queue queue, long wallMillis) {
        if (mergeFrom < 0) {
            if (!hasTooManyRows(queue)) {
                return Optional.empty();
            }
            mergeFrom = 0;
            rowsBeforeMerge = queue.rowCount();
        }
        while (true) {
            List<RowEntry> rows = queue.rowsFrom(mergeFrom, STEP_ROWS);
            if (rows.isEmpty()) {
                endMerge(queue.rowCount());
                return Optional.empty();
            }
            List<List<RowEntry>> runs = smallRuns(rows, wallMillis);
            if (!runs.isEmpty()) {
                return Optional.of(new CarryPlan(runs));
            }
        }
    }

    /** What became much less may become less yet: a step makes few rows of very many very small ones, which are small themselves. */
    private void endMerge(long rows) {
        mergeFrom = -1;
        mergeAgainAbove = rows <= rowsBeforeMerge / 2 ? 0 : rows + rows / MORE_ROWS_PART;
    }

    private boolean hasTooManyRows(Queue queue) {
        long most = settings.slackRows() + ROWS_A_FULL_ONE * (liveBytes(queue) / rowBytes);
        if (queue.rowCount() <= most) {
            mergeAgainAbove = 0;
        }
        return queue.rowCount() > Math.max(most, mergeAgainAbove);
    }

    /** Returns runs of small rows, as far as one step goes; the next one goes on behind them. */
    private List<List<RowEntry>> smallRuns(List<RowEntry> rows, long wallMillis) {
        List<List<RowEntry>> runs = new ArrayList<>();
        Step step = new Step();
        Run run = new Run(wallMillis);
        for (RowEntry row : rows) {
            boolean isSmall = storedBytes(row) <= rowBytes / SMALL_ROW_PART;
            if (isSmall && !step.takes(row)) {
                break;
            }
            if (!isSmall || !run.takes(row)) {
                run.addTo(runs);
                run = new Run(wallMillis);
            }
            if (isSmall) {
                run.add(row);
            }
            mergeFrom = row.endOffset();
        }
        run.addTo(runs);
        return runs;
    }

    /** What one step reads and carries at most; one row it always does. */
    private final class Step {
        private long carriedBytes;
        private long readBytes;
        private long messages;
        private int ranges;
        private long latestOrdinal = -1;

        boolean takes(RowEntry row) {
            boolean startsRange = row.ordinal() != latestOrdinal + 1;
            if (isFull() || (startsRange && ranges == STEP_RANGES)) {
                return false;
            }
            ranges += startsRange ? 1 : 0;
            latestOrdinal = row.ordinal();
            messages += row.live();
            carriedBytes += storedBytes(row);
            // What a row was written with is not known of one that was carried.
            readBytes += Math.max(row.bytes(), Math.min(rowBytes, row.bytes() / row.live() * row.count()));
            return true;
        }

        private boolean isFull() {
            return carriedBytes >= settings.stepBytes() || readBytes >= STEP_READ_BYTES || messages >= STEP_MESSAGES;
        }
    }

    /** Rows next to each other that become one. */
    private final class Run {
        private final List<RowEntry> rows = new ArrayList<>();
        private final long wallMillis;
        private long bytes = RowPacker.EVENT_BYTES;

        Run(long wallMillis) {
            this.wallMillis = wallMillis;
        }

        boolean takes(RowEntry row) {
            if (rows.isEmpty()) {
                return true;
            }
            RowEntry first = rows.get(0);
            long ageMillis = wallMillis - row.sentAtMillis();
            return bytes + storedBytes(row) <= rowBytes
                    && row.endOffset() - first.firstOffset() <= RowEntry.MAX_SPAN
                    && row.sentAtMillis() - first.sentAtMillis() <= Math.max(AGE_MILLIS, ageMillis / AGE_PART);
        }

        void add(RowEntry row) {
            rows.add(row);
            bytes += storedBytes(row);
        }

        /** Adds it, unless it is one row alone. */
        void addTo(List<List<RowEntry>> runs) {
            if (rows.size() > 1) {
                runs.add(rows);
            }
        }

        Optional<RowEntry> last() {
            return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(rows.size() - 1));
        }
    }
}
