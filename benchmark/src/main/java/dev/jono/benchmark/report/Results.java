package dev.jono.benchmark.report;

import dev.jono.benchmark.run.Outcome;
import dev.jono.benchmark.run.Shape;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Everything that a comparison found out; {@code results.json} is this record.
 *
 * @param version the build that was measured
 * @param commit the source tree's, and whether it had changes; empty outside of a version control
 * @param started when, in UTC
 * @param machine facts about the machine, by name
 * @param shape what every system was asked
 * @param interleaved whether the systems took turns
 * @param systems those that were asked, in the order of the report
 * @param probes what was measured of one system alone, in the order of the report
 * @param outcomes every round of every work
 * @param skipped what was left out, and why
 */
public record Results(
        String version,
        String commit,
        String started,
        Map<String, String> machine,
        Shape shape,
        boolean interleaved,
        List<SystemFacts> systems,
        List<ProbeFacts> probes,
        List<Outcome> outcomes,
        Map<String, String> skipped) {
    public Results {
        // Results of earlier runs tell none.
        commit = Objects.requireNonNullElse(commit, "");
        systems = List.copyOf(systems);
        probes = List.copyOf(probes);
        outcomes = List.copyOf(outcomes);
    }
}
