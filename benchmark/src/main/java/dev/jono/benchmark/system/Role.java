package dev.jono.benchmark.system;

/** What part a system plays in the comparison. */
public enum Role {
    /** Jono itself. */
    JONO,
    /** Another queue, whose order is one queue's or one partition's: what Jono's single queue is compared with. */
    PEER,
    /** Another queue that spreads over several partitions. */
    PARTITIONED_PEER,
    /** What one would write first, without a queue. */
    NAIVE,
    /** No queue: what the storage takes. */
    LIMIT
}
