package dev.jono.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jono.cassandra.CommitLogSync;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The medians of the rounds, as a table and as JSON. */
final class Report {
    private final Workload workload;
    private final Map<CommitLogSync, List<RoundResult>> results;

    Report(Workload workload, Map<CommitLogSync, List<RoundResult>> results) {
        this.workload = workload;
        this.results = results;
    }

    String table() {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "%nOne queue, %,d bytes a message, %,d unconfirmed, %d consumers; medians (minimum to maximum)%n",
                workload.payloadBytes(),
                workload.window(),
                workload.consumers()));
        table.append(String.format(
                "%-10s %-30s %-10s %-10s %-10s %s%n",
                "commit log",
                "messages a second",
                "p50 ms",
                "p99 ms",
                "a commit",
                "CPU us a message: node + Cassandra"));
        results.forEach((sync, rounds) -> {
            if (!rounds.isEmpty()) {
                table.append(row(sync, rounds));
            }
        });
        return table.toString();
    }

    String json() {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.put("payloadBytes", workload.payloadBytes()).put("window", workload.window());
        ObjectNode systems = root.putObject("commitLog");
        results.forEach((sync, rounds) -> {
            if (!rounds.isEmpty()) {
                systems.putObject(sync.name().toLowerCase(Locale.ROOT))
                        .put("messagesPerSecond", Math.round(median(rounds, RoundResult::messagesPerSecond)))
                        .put("p50Micros", Math.round(median(rounds, RoundResult::p50Micros)))
                        .put("p99Micros", Math.round(median(rounds, RoundResult::p99Micros)))
                        .put("messagesPerCommit", Math.round(median(rounds, RoundResult::messagesPerCommit)))
                        .put("nodeCpuMicros", tenths(median(rounds, RoundResult::nodeCpuMicros)))
                        .put("cassandraCpuMicros", tenths(median(rounds, RoundResult::cassandraCpuMicros)))
                        .put("rounds", rounds.size());
            }
        });
        return root.toString();
    }

    private static String row(CommitLogSync sync, List<RoundResult> rounds) {
        double[] rates = rounds.stream()
                .mapToDouble(RoundResult::messagesPerSecond)
                .sorted()
                .toArray();
        String rate = String.format(
                Locale.ROOT,
                "%,.0f (%,.0f to %,.0f)",
                median(rounds, RoundResult::messagesPerSecond),
                rates[0],
                rates[rates.length - 1]);
        return String.format(
                Locale.ROOT,
                "%-10s %-30s %-10.1f %-10.1f %-10.0f %.1f + %.1f%n",
                sync.name().toLowerCase(Locale.ROOT),
                rate,
                median(rounds, RoundResult::p50Micros) / 1000,
                median(rounds, RoundResult::p99Micros) / 1000,
                median(rounds, RoundResult::messagesPerCommit),
                median(rounds, RoundResult::nodeCpuMicros),
                median(rounds, RoundResult::cassandraCpuMicros));
    }

    private static double tenths(double figure) {
        return (double) Math.round(figure * 10) / 10;
    }

    private static double median(List<RoundResult> rounds, ToDoubleFunction<RoundResult> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
