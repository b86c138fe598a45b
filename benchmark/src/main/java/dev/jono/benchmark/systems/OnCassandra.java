package dev.jono.benchmark.systems;

import dev.jono.benchmark.system.Candidate;
import dev.jono.cassandra.CommitLogSync;

/** A candidate that stores on a Cassandra of its own, with one commit-log setting or the other. */
interface OnCassandra extends Candidate {
    /** Returns when Cassandra forces its commit log to disk. */
    CommitLogSync sync();

    @Override
    default String durability() {
        return Durability.of(sync());
    }

    @Override
    default boolean syncsFirst() {
        return sync() == CommitLogSync.BATCH;
    }
}
