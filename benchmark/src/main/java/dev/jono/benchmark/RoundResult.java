package dev.jono.benchmark;

import java.time.Duration;
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
 * @param nodeCpuMicros processor time a message of the node's process, producer, consumers and JIT compiler included
 * @param cassandraCpuMicros processor time a message of Cassandra's process, compaction and JIT compiler included
 */
record RoundResult(
        long messages,
        double messagesPerSecond,
        double p50Micros,
        double p99Micros,
        double messagesPerCommit,
        long redelivered,
        double nodeCpuMicros,
        double cassandraCpuMicros) {
    RoundResult withCost(Cost cost) {
        return new RoundResult(
                messages,
                messagesPerSecond,
                p50Micros,
                p99Micros,
                (double) messages / (double) Math.max(1, cost.commits()),
                redelivered,
                micros(cost.nodeCpu()),
                micros(cost.cassandraCpu()));
    }

    private double micros(Duration cpu) {
        return (double) cpu.toNanos() / 1000 / (double) Math.max(1, messages);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,.0f msg/s, send to handler p50 %,.1f ms, p99 %,.1f ms, %,.0f messages a commit, CPU a message %.1f us"
                        + " node + %.1f us Cassandra, %,d messages, %d redelivered",
                messagesPerSecond,
                p50Micros / 1000,
                p99Micros / 1000,
                messagesPerCommit,
                nodeCpuMicros,
                cassandraCpuMicros,
                messages,
                redelivered);
    }
}
