package dev.jono.benchmark.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jono.benchmark.run.Outcome;
import dev.jono.benchmark.work.Figures;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The comparison as one object on one line, for a program that reads the last line of the output.
 *
 * <p>{@code messagesPerSecond} is the headline's; {@code p50Micros} and {@code p99Micros} are those at 1,000 messages a second;
 * {@code saturatedP50Micros} and {@code saturatedP99Micros} the headline's. What was not measured is absent.
 */
final class JsonLine {
    private static final String EVEN_RATE = "latency-1000";

    /** Rates and times are whole numbers; ratios are not. */
    private static final double WHOLE_FROM = 100;

    private final Summary summary;

    JsonLine(Summary summary) {
        this.summary = summary;
    }

    String text() {
        ObjectNode root = new ObjectMapper().createObjectNode();
        ObjectNode systems = root.putObject("systems");
        for (SystemFacts system : summary.results().systems()) {
            describe(system.name(), systems);
        }
        summary.bestPeer().ifPresent(peer -> root.put("bestPeer", peer.name()));
        put(root, "ratio", summary.ratio(Summary.EMBEDDED, summary.bestPeer()));
        put(root, "rawLimitShare", summary.rawLimitShare(Summary.EMBEDDED));
        summary.bestSyncingPeer().ifPresent(peer -> root.put("bestSyncingPeer", peer.name()));
        put(root, "syncingRatio", summary.ratio(Summary.EMBEDDED + "-fsync", summary.bestSyncingPeer()));
        put(root, "remoteRatio", summary.ratio("jono-remote", summary.bestPeer()));
        put(root, "partitionedRatio", summary.ratio(Summary.EMBEDDED, summary.bestPartitionedPeer()));
        probes(root);
        ObjectNode targets = root.putObject("targets");
        for (Target target : new Targets(summary).all()) {
            if (target.measured().isPresent()) {
                targets.put(target.what(), target.isReached());
            }
        }
        ObjectNode skipped = root.putObject("skipped");
        summary.results().skipped().forEach(skipped::put);
        return root.toString();
    }

    private void probes(ObjectNode root) {
        ObjectNode probes = root.putObject("probes");
        for (ProbeFacts probe : summary.results().probes()) {
            List<Outcome> outcomes = summary.outcomes(probe.system(), probe.work());
            if (outcomes.isEmpty()) {
                continue;
            }
            ObjectNode node = probes.withObjectProperty(probe.work()).putObject(probe.system());
            outcomes.get(0)
                    .figures()
                    .keySet()
                    .forEach(figure -> put(node, figure, summary.median(probe.system(), probe.work(), figure)));
            outcomes.stream()
                    .filter(Outcome::hasFailed)
                    .findFirst()
                    .ifPresent(failed -> node.put("failed", failed.failure()));
        }
    }

    private void describe(String system, ObjectNode systems) {
        List<Outcome> outcomes = summary.results().outcomes().stream()
                .filter(outcome -> outcome.system().equals(system))
                .toList();
        if (outcomes.isEmpty()) {
            return;
        }
        ObjectNode node = systems.putObject(system);
        put(node, Figures.RATE, summary.rate(system));
        put(node, Figures.P50, summary.median(system, EVEN_RATE, Figures.P50));
        put(node, Figures.P99, summary.median(system, EVEN_RATE, Figures.P99));
        put(node, "saturatedP50Micros", summary.median(system, Summary.HEADLINE, Figures.P50));
        put(node, "saturatedP99Micros", summary.median(system, Summary.HEADLINE, Figures.P99));
        outcomes.stream()
                .filter(Outcome::hasFailed)
                .findFirst()
                .ifPresent(failed -> node.put("failed", failed.failure()));
        ObjectNode works = node.putObject("works");
        for (String work : summary.results().shape().works()) {
            works(system, work, works);
        }
    }

    private void works(String system, String work, ObjectNode works) {
        List<Outcome> outcomes = summary.outcomes(system, work);
        Optional<Outcome> sound =
                outcomes.stream().filter(outcome -> !outcome.hasFailed()).findFirst();
        if (sound.isEmpty()) {
            return;
        }
        ObjectNode node = works.putObject(work);
        for (String figure : sound.get().figures().keySet()) {
            summary.figure(system, work, figure)
                    .ifPresent(spread -> node.putObject(figure)
                            .put("median", tenths(spread.median()))
                            .put("min", tenths(spread.minimum()))
                            .put("max", tenths(spread.maximum())));
        }
        node.put(
                "rounds",
                outcomes.stream().filter(outcome -> !outcome.hasFailed()).count());
        summary.unsound(system, work).ifPresent(rounds -> node.put("sound", rounds));
    }

    private static void put(ObjectNode node, String name, OptionalDouble value) {
        if (value.isEmpty()) {
            return;
        }
        double figure = value.getAsDouble();
        if (figure >= WHOLE_FROM) {
            node.put(name, Math.round(figure));
        } else {
            node.put(name, (double) Math.round(figure * 1000) / 1000);
        }
    }

    private static double tenths(double value) {
        return (double) Math.round(value * 10) / 10;
    }
}
