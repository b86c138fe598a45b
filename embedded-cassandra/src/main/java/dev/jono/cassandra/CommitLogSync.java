package dev.jono.cassandra;

import java.util.Locale;

/** When Cassandra forces its commit log to disk. */
public enum CommitLogSync {
    /**
     * Every ten seconds, Cassandra's default: a killed process forgets what it confirmed in its last 100 ms or so, a machine without power up to ten seconds. Other
     * replicas that have taken the write cover for it.
     */
    PERIODIC,

    /** Before a write is confirmed: a confirmed write survives the machine's crash, and costs an fsync. */
    BATCH;

    String yaml() {
        return this == PERIODIC
                ? "commitlog_sync: periodic\ncommitlog_sync_period: 10000ms"
                : "commitlog_sync: " + name().toLowerCase(Locale.ROOT);
    }
}
