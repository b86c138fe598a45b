package dev.jono.persistence.journal;

import java.util.concurrent.atomic.LongAdder;

/** The counters behind {@link JournalStats}. */
final class JournalCounters {
    private final LongAdder claims = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final LongAdder rowsWritten = new LongAdder();
    private final LongAdder rowsReadBack = new LongAdder();
    private final LongAdder voidRows = new LongAdder();
    private final LongAdder voidSnapshots = new LongAdder();
    private final LongAdder unreadableSnapshots = new LongAdder();
    private final LongAdder ownershipLost = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder failedWrites = new LongAdder();
    private final LongAdder failedDeletes = new LongAdder();

    void claimed() {
        claims.increment();
    }

    void rowsWritten(long rows) {
        writes.increment();
        rowsWritten.add(rows);
    }

    void rowsReadBack(long rows) {
        rowsReadBack.add(rows);
    }

    void voidRows(long rows) {
        voidRows.add(rows);
    }

    void voidSnapshots(long snapshots) {
        voidSnapshots.add(snapshots);
    }

    void unreadableSnapshot() {
        unreadableSnapshots.increment();
    }

    void ownershipLost() {
        ownershipLost.increment();
    }

    void refused() {
        refused.increment();
    }

    void failedWrite() {
        failedWrites.increment();
    }

    void failedDelete() {
        failedDeletes.increment();
    }

    JournalStats stats() {
        return new JournalStats(
                claims.sum(),
                writes.sum(),
                rowsWritten.sum(),
                rowsReadBack.sum(),
                voidRows.sum(),
                voidSnapshots.sum(),
                unreadableSnapshots.sum(),
                ownershipLost.sum(),
                refused.sum(),
                failedWrites.sum(),
                failedDeletes.sum());
    }
}
