package dev.jono.benchmark;

import dev.jono.cassandra.CommitLogSync;

/** Where rounds are run. */
interface Station extends AutoCloseable {

    /** Makes ready a station for one setting. */
    interface Start {
        Station of(CommitLogSync sync) throws Exception;
    }

    /** Runs the work and returns when the last message is acked. */
    RoundResult run(Workload workload, int seconds) throws Exception;

    @Override
    void close();
}
