package dev.jono.benchmark;

import java.util.Locale;

/**
 * What one round measured.
 *
 * @param messages sent, confirmed, delivered and acked
 * @param messagesPerSecond those acked, from the first send to the last ack
 * @param p50Micros send to handler, saturated, median
 * @param p99Micros send to handler, saturated, 99th percentile
 * @param messagesPerCommit messages sent by commits made
 * @param redelivered deliveries beyond the first of a message
 */
record RoundResult(
        long messages,
        double messagesPerSecond,
        double p50Micros,
        double p99Micros,
        double messagesPerCommit,
        long redelivered) {
    RoundResult withCommits(long commits) {
        return new RoundResult(
                messages,
                messagesPerSecond,
                p50Micros,
                p99Micros,
                (double) messages / (double) Math.max(1, commits),
                redelivered);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,.0f msg/s, send to handler p50 %,.1f ms, p99 %,.1f ms, %,.0f messages a commit, %,d messages,"
                        + " %d redelivered",
                messagesPerSecond,
                p50Micros / 1000,
                p99Micros / 1000,
                messagesPerCommit,
                messages,
                redelivered);
    }
}
