package dev.jono.benchmark;

import java.time.Duration;

/**
 * What has been spent since the start, or by a round.
 *
 * @param commits writes of the journal
 * @param nodeCpu processor time of the node's process
 * @param cassandraCpu processor time of Cassandra's process
 */
record Cost(long commits, Duration nodeCpu, Duration cassandraCpu) {
    /** Returns the processor time that a process has used. */
    static Duration cpuOf(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    Cost minus(Cost earlier) {
        return new Cost(
                commits - earlier.commits, nodeCpu.minus(earlier.nodeCpu), cassandraCpu.minus(earlier.cassandraCpu));
    }
}
