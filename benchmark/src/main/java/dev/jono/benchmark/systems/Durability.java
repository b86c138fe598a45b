package dev.jono.benchmark.systems;

import dev.jono.cassandra.CommitLogSync;

/** What the commit-log settings of Cassandra are called and promise here. */
public final class Durability {
    private Durability() {}

    /** Returns the name of a system with a setting: the plain one for the default. */
    public static String named(String name, CommitLogSync sync) {
        return sync == CommitLogSync.BATCH ? name + "-fsync" : name;
    }

    /** Returns the title of a system with a setting. */
    public static String titled(String title, CommitLogSync sync) {
        return sync == CommitLogSync.BATCH ? title + ", fsync before confirm" : title;
    }

    /** Returns what a confirm promises. */
    public static String of(CommitLogSync sync) {
        return sync == CommitLogSync.BATCH
                ? "Cassandra with commitlog_sync batch: an fsync before each confirm, of a send and of an ack."
                : "Cassandra with commitlog_sync periodic: the disk is forced beside the confirms, as often as commitlog_sync_period says;"
                        + " in production replication to other nodes makes a confirm durable (one node here).";
    }
}
