package dev.jono.cassandra;

import java.util.Locale;

/** When Cassandra forces its commit log to disk. */
public enum CommitLogSync {
    /**
     * Ten times a second, beside the confirms: a Cassandra that is killed, or whose machine loses power, forgets what it confirmed in its last 100 ms or so. Other replicas
     * that have taken the write cover for it. On a file system without direct writes the disk is forced every ten seconds, Cassandra's default, and a loss of power
     * takes up to those.
     */
    PERIODIC,

    /** Before a write is confirmed: a confirmed write survives the machine's crash, and costs an fsync. */
    BATCH;

    /**
     * The settings of the commit log. Written directly, what is not forced yet is in the process alone: hence the short period. Writes wait for a force that is late only as late as they do with
     * Cassandra's own period.
     */
    String yaml(boolean direct) {
        String access = "commitlog_disk_access_mode: " + (direct ? "direct" : "mmap");
        String sync = "commitlog_sync: " + name().toLowerCase(Locale.ROOT);
        if (this == BATCH) {
            return String.join("\n", access, sync);
        }
        return String.join(
                "\n",
                access,
                sync,
                "commitlog_sync_period: " + (direct ? "100ms" : "10000ms"),
                "periodic_commitlog_sync_lag_block: 15000ms");
    }
}
