package dev.jono.persistence.journal;

import com.typesafe.config.Config;
import java.time.Duration;

/** The sections {@code jono.journal}, {@code jono.snapshots} and {@code jono.fence}, read once. */
record JournalSettings(
        int pageSize,
        int concurrentReads,
        int concurrentRecoveries,
        long maxWriteBytes,
        boolean allowsDeletedHistory,
        int chunkBytes,
        Duration fenceTick,
        Duration fenceMaxPause) {

    static JournalSettings of(Config whole) {
        return new JournalSettings(
                whole.getInt("jono.journal.page-size"),
                whole.getInt("jono.journal.concurrent-reads"),
                whole.getInt("jono.journal.concurrent-recoveries"),
                whole.getBytes("jono.journal.max-write-bytes"),
                whole.getBoolean("jono.journal.allow-deleted-history"),
                Math.toIntExact(whole.getBytes("jono.snapshots.chunk-bytes")),
                whole.getDuration("jono.fence.tick"),
                whole.getDuration("jono.fence.max-pause"));
    }
}
