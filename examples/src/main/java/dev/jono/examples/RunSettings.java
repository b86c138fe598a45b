package dev.jono.examples;

import java.time.Duration;

/**
 * How a run goes.
 *
 * @param messages how many, the planted ones not included
 * @param isShort whether the run is so short that a quick start of each JVM counts for more than its speed
 * @param sendPerSecond the fastest that the producer sends
 * @param hangEvery a node's handlers hang past their lease in every so manieth first attempt
 * @param hangs how often they do so at most, in each process
 */
record RunSettings(int messages, boolean isShort, int sendPerSecond, int hangEvery, int hangs) {
    /** How long a delivery is held before its lease must be extended. */
    static final Duration LEASE = Duration.ofSeconds(8);

    /** How long leases are extended for: the longest that an honest file takes, even a large one on a busy disk. */
    static final Duration MAX_HANDLING = Duration.ofSeconds(4);

    /** Longer than extensions and a lease together, so that somebody else gets the message meanwhile. */
    static final Duration HANG = Duration.ofSeconds(16);

    private static final int FAST_SECONDS = 8;
    private static final int SECONDS = 20;
    private static final int LEAST_PER_SECOND = 50;
    private static final int HANGS = 3;

    /** Returns the settings for so many messages, so that sending them would take a fixed time. */
    static RunSettings of(int messages, boolean fast) {
        int seconds = fast ? FAST_SECONDS : SECONDS;
        return new RunSettings(
                messages, fast, Math.max(LEAST_PER_SECOND, messages / seconds), Math.max(1, messages / 60), HANGS);
    }
}
