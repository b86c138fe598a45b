package dev.jono.cassandra;

import java.util.Locale;

/** When Cassandra forces its commit log to disk. */
public enum CommitLogSync {
    /**
     * Ten times a second, beside the confirms: a Cassandra that is killed, or whose machine loses power, forgets what it confirmed in its last 100 ms or so, and up to two seconds where
     * the disk is that slow. Other replicas that have taken the write cover for it. On a file system without direct writes the disk is forced every ten seconds,
     * Cassandra's default, and a loss of power takes up to fifteen.
     */
    PERIODIC,

    /** Before a write is confirmed: a confirmed write survives the machine's crash, and costs an fsync. */
    BATCH;

    /**
     * The settings of the commit log. Written directly, what is not forced yet is in the process alone: hence the short period, and writes that wait while a force is two seconds late.
     */
    String yaml(boolean direct) {
        String access = "commitlog_disk_access_mode: " + (direct ? "direct" : "mmap");
        String sync = "commitlog_sync: " + name().toLowerCase(Locale.ROOT);
        if (this == BATCH) {
            return String.join("\n", access, sync);
        }
        String period = direct
                ? "commitlog_sync_period: 100ms\nperiodic_commitlog_sync_lag_block: 2000ms"
                : "commitlog_sync_period: 10000ms";
        return String.join("\n", access, sync, period);
    }
}
