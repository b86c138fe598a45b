package dev.jono.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jono.benchmark.run.Outcome;
import dev.jono.benchmark.run.Shape;
import dev.jono.benchmark.system.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The targets, and the tables of what was measured of one system alone. */
class TargetsTest {
    private final List<Outcome> outcomes = new ArrayList<>();

    @Test
    void aTargetIsReachedAtItsBound() {
        assertThat(Target.atLeast("", 5, OptionalDouble.of(5), "%.0f").isReached())
                .isTrue();
        assertThat(Target.atLeast("", 5, OptionalDouble.of(4.99), "%.0f").isReached())
                .isFalse();
        assertThat(Target.atMost("", 5, OptionalDouble.of(5), "%.0f").isReached())
                .isTrue();
        assertThat(Target.atMost("", 5, OptionalDouble.of(5.01), "%.0f").isReached())
                .isFalse();
        Target unknown = Target.atMost("", 5, OptionalDouble.empty(), "%.0f");
        assertThat(unknown.isReached()).isFalse();
        assertThat(unknown.verdict()).isEqualTo("not measured");
    }

    @Test
    void ratesAreComparedWithThePeerThatTheTargetNames() {
        measure("jono-embedded", "throughput-1024", Map.of("messagesPerSecond", 50_000.0, "p99Micros", 9_000.0));
        measure("jono-embedded-fsync", "throughput-1024", Map.of("messagesPerSecond", 20_000.0));
        measure("jono-remote", "throughput-1024", Map.of("messagesPerSecond", 30_000.0));
        measure("fast", "throughput-1024", Map.of("messagesPerSecond", 20_000.0, "p99Micros", 10_000.0));
        measure("careful", "throughput-1024", Map.of("messagesPerSecond", 5_000.0, "p99Micros", 4_500.0));
        measure("parted", "throughput-1024", Map.of("messagesPerSecond", 25_000.0));
        measure("raw", "throughput-1024", Map.of("messagesPerSecond", 100_000.0));
        assertThat(row("to the best peer with one queue")).contains("2.50 times", "**not reached**");
        assertThat(row("Kafka with four partitions")).contains("2.00 times", "**not reached**");
        assertThat(row("share of the raw driver's")).contains("| 50 % |", "**not reached**");
        assertThat(row("1 KiB, fsync before confirm")).contains("4.00 times", "| reached |");
        assertThat(row("clients in another process")).contains("1.50 times", "**not reached**");
        assertThat(row("p99 at saturation, to the best peer with one queue")).contains("2.00 times", "**not reached**");
        assertThat(row("p50 at 1,000 messages a second, to")).contains("not measured");
        assertThat(row("p99 at saturation, fsync")).contains("not measured");
    }

    @Test
    void theRatesOfABacklogAreSharesOfTheRatesWithoutOne() {
        measure("jono-embedded", "throughput-1024", Map.of("messagesPerSecond", 50_000.0));
        measure(
                "jono-embedded",
                "backlog",
                Map.of(
                        "sendsPerSecondWhenEmpty", 100_000.0,
                        "sendsPerSecondAtDepth", 95_000.0,
                        "drainedPerSecond", 30_000.0));
        assertThat(row("sending at a backlog")).contains("| 95 % |", "| reached |");
        assertThat(row("draining")).contains("| 60 % |", "**not reached**");
    }

    @Test
    void aShallowerQueueSaysNothingAboutRecovery() {
        measure("jono-embedded", "recovery", Map.of("depth", 1_000_000.0, "recoveryMillis", 1_500.0));
        measure("jono-embedded", "recovery-tenfold", Map.of("depth", 1_000_000.0, "recoveryMillis", 1_500.0));
        assertThat(row("recovery of a queue with 1,000,000")).contains("1,500 ms", "| reached |");
        assertThat(row("recovery of a queue with 10,000,000")).contains("not measured");
    }

    @Test
    void bytesWrittenAreComparedWithThePayload() {
        measure(
                "jono-embedded",
                "written-bytes",
                Map.of("liveBytesPerMessageOf128", 211.0, "liveBytesPerMessageOf1024", 1_242.0));
        assertThat(row("message of 128 bytes, consumed at once")).contains("| 211 bytes |", "| reached |");
        assertThat(row("message of 1024 bytes, consumed at once")).contains("**not reached**");
    }

    @Test
    void whatQueuesCostIsWhatTheyAdd() {
        measure(
                "jono-remote",
                "idle-queues",
                Map.of(
                        "queues", 10_000.0,
                        "cpuPercentMore", 0.6,
                        "cpuPercentOfNoise", 0.4,
                        "heapBytesOfThem", 60.0 * (1 << 20)));
        assertThat(row("processor time of 10,000 idle")).contains("| 0.6 % | reached |");
        assertThat(row("heap of 10,000 idle")).contains("60.0 MiB", "**not reached**");
    }

    @Test
    void aDifferenceWithinTheNoiseIsNone() {
        assertThat(idle(0.2, 0.1)).contains("not measurable (+0.2 %, noise 0.3 %)", "| reached |");
        assertThat(idle(-0.5, 0.6)).contains("not measurable (-0.5 %, noise 0.6 %)", "| reached |");
    }

    @Test
    void noiseThatReachesOverTheTargetSaysNothing() {
        assertThat(idle(0.2, 1.5)).contains("+0.2 %", "the noise is 1.5 %", "| not measured |");
        assertThat(idle(0.9, 0.2)).contains("+0.9 %", "the noise is 0.3 %", "| not measured |");
    }

    @Test
    void aNodeThatTakesMoreWithoutQueuesSaysNothing() {
        assertThat(idle(-3.6, 0.2)).contains("-3.6 %", "not alike", "| not measured |");
    }

    @Test
    void aDifferenceAboveTheBoundIsACostWhateverTheNoise() {
        assertThat(idle(1.2, 0.3)).contains("| 1.2 % | **not reached** |");
        assertThat(idle(1.2, 1.5)).contains("| 1.2 % | **not reached** |");
    }

    private String idle(double more, double noise) {
        outcomes.clear();
        measure(
                "jono-remote",
                "idle-queues",
                Map.of("queues", 10_000.0, "cpuPercentMore", more, "cpuPercentOfNoise", noise));
        return row("processor time of 10,000 idle");
    }

    @Test
    void recoveryMustNotGrowWithWhatHasPassed() {
        measure(
                "jono-embedded",
                "passed",
                Map.of("messages", 10_000_000.0, "recoveryMillisWhenFresh", 200.0, "recoveryMillis", 320.0));
        assertThat(row("recovery after 10,000,000 have passed")).contains("| 1.60 times | **not reached** |");
        outcomes.clear();
        measure(
                "jono-embedded",
                "passed",
                Map.of("messages", 1_000_000.0, "recoveryMillisWhenFresh", 200.0, "recoveryMillis", 200.0));
        assertThat(row("recovery after 10,000,000 have passed")).contains("not measured");
    }

    @Test
    void latencyIsComparedWithPeersOfAtLeastTheSameDurability() {
        measure("jono-embedded", "latency-1000", Map.of("p50Micros", 3_000.0, "p99Micros", 9_000.0));
        measure("jono-embedded-fsync", "latency-1000", Map.of("p50Micros", 4_000.0, "p99Micros", 9_000.0));
        measure("fast", "latency-1000", Map.of("p50Micros", 2_000.0, "p99Micros", 6_000.0));
        measure("careful", "latency-1000", Map.of("p50Micros", 1_000.0, "p99Micros", 18_000.0));
        assertThat(row("p50 at 1,000 messages a second, to the best peer with the same"))
                .contains("3.00 times");
        assertThat(row("p99 at 1,000 messages a second, to the best peer with the same"))
                .contains("1.50 times");
        assertThat(row("p50 at 1,000 messages a second, fsync")).contains("4.00 times");
        assertThat(row("p99 at 1,000 messages a second, fsync")).contains("0.50 times", "| reached |");
    }

    @Test
    void aLoadToolIsComparedWithOurAdapter() {
        measure("fast", "throughput-1024", Map.of("messagesPerSecond", 8_000.0));
        measure("fast", "load-tool", Map.of("messagesPerSecond", 10_000.0));
        measure("careful", "throughput-1024", Map.of("messagesPerSecond", 7_900.0));
        measure("careful", "load-tool", Map.of("messagesPerSecond", 10_000.0));
        assertThat(row("Tool of fast")).contains("10,000 | 8,000 | 80 % | our adapter keeps up");
        assertThat(row("Tool of careful")).contains("79 % | **our adapter is slower**");
    }

    @Test
    void aProbeThatFailedSaysWhy() throws Exception {
        outcomes.add(new Outcome("jono-remote", "idle-queues", 1, Map.of(), "it broke"));
        assertThat(report().text()).contains("failed: it broke");
        JsonNode json = new ObjectMapper().readTree(report().json());
        assertThat(json.at("/probes/idle-queues/jono-remote/failed").asText()).isEqualTo("it broke");
    }

    @Test
    void figuresOfProbesAreNamedInWords() {
        measure("jono-embedded", "recovery", Map.of("recoveryMillis", 1_500.0));
        assertThat(report().text()).contains("| Probe of jono-embedded | recovery millis | 1,500 |");
        assertThat(ProbeTables.words("liveBytesPerMessageOf128")).isEqualTo("live bytes per message of 128");
        assertThat(ProbeTables.words("p50Micros")).isEqualTo("p50 micros");
    }

    private String row(String what) {
        return report().text()
                .lines()
                .filter(line -> line.contains(what))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row of " + what));
    }

    private void measure(String system, String work, Map<String, Double> figures) {
        outcomes.add(new Outcome(system, work, 1, figures, ""));
    }

    private Report report() {
        return new Report(new Results(
                "Jono 1",
                "",
                "2026-01-01T00:00:00Z",
                Map.of(),
                new Shape(List.of("throughput-1024", "backlog"), List.of(), 1, 1, 1, 2_000, 4, 10, 10),
                true,
                List.of(
                        facts("jono-embedded", Role.JONO, false),
                        facts("jono-embedded-fsync", Role.JONO, true),
                        facts("jono-remote", Role.JONO, false),
                        facts("fast", Role.PEER, false),
                        facts("careful", Role.PEER, true),
                        facts("parted", Role.PARTITIONED_PEER, false),
                        facts("raw", Role.LIMIT, false)),
                List.of(
                        new ProbeFacts("recovery", "jono-embedded", "Probe of jono-embedded"),
                        new ProbeFacts("idle-queues", "jono-remote", "Probe of jono-remote"),
                        new ProbeFacts("load-tool", "fast", "Tool of fast"),
                        new ProbeFacts("load-tool", "careful", "Tool of careful")),
                outcomes,
                Map.of()));
    }

    private static SystemFacts facts(String name, Role role, boolean syncsFirst) {
        return new SystemFacts(name, "Title of " + name, role, syncsFirst, "promise");
    }
}
