package dev.jono.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jono.benchmark.run.Outcome;
import dev.jono.benchmark.run.Shape;
import dev.jono.benchmark.system.Role;
import dev.jono.benchmark.work.Figures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of results: medians, ratios, the line for programs, the page and the charts. */
class ReportTest {
    private static final String HEADLINE = "throughput-1024";

    private final List<Outcome> outcomes = new ArrayList<>();

    @TempDir
    Path folder;

    @Test
    void aMedianIsTheMiddleOneOrTheMeanOfTheTwoInTheMiddle() {
        assertThat(Spread.of(List.of(3.0, 1.0, 9.0))).isEqualTo(new Spread(3, 1, 9, 3));
        assertThat(Spread.of(List.of(4.0, 1.0, 9.0, 2.0))).isEqualTo(new Spread(3, 1, 9, 4));
        assertThatThrownBy(() -> Spread.of(List.of())).hasMessage("No rounds, no median.");
    }

    @Test
    void theJsonLineHasTheSystemsAndTheRatios() throws Exception {
        measureAll();
        String line = new Report(results()).json();
        assertThat(line.lines()).hasSize(1);
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(json.at("/systems/jono-embedded/messagesPerSecond").asDouble())
                .isEqualTo(100_000);
        assertThat(json.at("/systems/jono-embedded/p50Micros").asDouble()).isEqualTo(500);
        assertThat(json.at("/systems/jono-embedded/saturatedP50Micros").asDouble())
                .isEqualTo(9_000);
        // Neither the one with partitions nor the one that runs naively is the best peer with one queue.
        assertThat(json.at("/bestPeer").asText()).isEqualTo("fast");
        assertThat(json.at("/ratio").asDouble()).isEqualTo(4);
        assertThat(json.at("/rawLimitShare").asDouble()).isEqualTo(0.5);
        assertThat(json.at("/bestSyncingPeer").asText()).isEqualTo("careful");
        assertThat(json.at("/partitionedRatio").asDouble()).isEqualTo(2);
        assertThat(json.at("/skipped/gone").asText()).isEqualTo("install it");
    }

    @Test
    void aPeersFailedRoundLeavesItItsSoundOnesAndAMark() throws Exception {
        measureAll();
        outcomes.removeIf(
                outcome -> outcome.system().equals("fast") && outcome.work().equals(HEADLINE));
        outcomes.add(outcome("fast", HEADLINE, 1, 50_000, 9_000));
        outcomes.add(new Outcome("fast", HEADLINE, 2, Map.of(), "1 of 5 messages are lost"));
        Report report = new Report(results());
        JsonNode json = new ObjectMapper().readTree(report.json());
        assertThat(json.at("/bestPeer").asText()).isEqualTo("fast");
        assertThat(json.at("/ratio").asDouble()).isEqualTo(2);
        assertThat(json.at("/systems/fast/failed").asText()).contains("lost");
        assertThat(json.at("/systems/fast/works/" + HEADLINE + "/sound").asText())
                .isEqualTo("1 of 2 rounds");
        assertThat(report.text())
                .contains(
                        "| Title of fast (1 of 2 rounds: 1 of 5 messages are lost) | 50,000 | 9.0 |",
                        "`jono-embedded` to `fast` (of it only 1 of 2 rounds are sound) | 2.00");
    }

    @Test
    void aPeerWithoutASoundRoundHasNoFigure() throws Exception {
        measureAll();
        outcomes.removeIf(outcome -> outcome.system().equals("fast"));
        outcomes.add(new Outcome("fast", HEADLINE, 1, Map.of(), "it broke"));
        Report report = new Report(results());
        assertThat(new ObjectMapper().readTree(report.json()).at("/bestPeer").asText())
                .isEqualTo("careful");
        assertThat(report.text()).contains("| Title of fast | failed: it broke |");
    }

    @Test
    void aFailedRoundOfJonoLeavesItNoFigure() throws Exception {
        measureAll();
        outcomes.add(new Outcome("jono-embedded", HEADLINE, 3, Map.of(), "1 of 5 messages are lost"));
        Report report = new Report(results());
        assertThat(new ObjectMapper().readTree(report.json()).has("ratio")).isFalse();
        assertThat(report.text()).contains("| Title of jono-embedded | failed: 1 of 5 messages are lost |");
    }

    @Test
    void thePageTellsTheCommitAndWhatRan() {
        measureAll();
        outcomes.add(
                new Outcome("careful", "latency-1000", 3, Map.of(), "", Map.of("Broker", "1.2", "buffer", "8 ns")));
        outcomes.add(
                new Outcome("careful", "latency-1000", 4, Map.of(), "", Map.of("Broker", "1.2", "buffer", "9 ns")));
        String page = new Report(results()).text();
        assertThat(page).contains("with Jono 1, commit abc + changes.");
        assertThat(page.lines().filter(line -> line.contains("promise of careful")))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("Broker 1.2", "buffer 8 ns / 9 ns")
                .doesNotContain("1.2 / 1.2");
    }

    @Test
    void withNothingMeasuredThereIsNoRatio() throws Exception {
        JsonNode json = new ObjectMapper().readTree(new Report(results()).json());
        assertThat(json.has("ratio")).isFalse();
        assertThat(json.has("bestPeer")).isFalse();
        assertThat(json.get("systems")).isEmpty();
    }

    @Test
    void thePageHasMediansWithTheirRangeTheMachineAndWhatWasLeftOut() {
        measureAll();
        assertThat(new Report(results()).text())
                .contains(
                        "| Title of jono-embedded | 100,000 (90,000 to 110,000) | 9.0 (8.0 to 10.0) | 90.0 (80.0 to 100.0) |",
                        "| cores | 2 |",
                        "| gone | install it |",
                        "`jono-embedded` to `fast` | 4.00",
                        "promise of careful");
    }

    @Test
    void whatTheHostTookStandsBesideTheFiguresThatItWasMeasuredFor() {
        measureAll();
        assertThat(new Report(results()).text()).doesNotContain("stolen");
        outcomes.removeIf(outcome -> outcome.system().equals("fast"));
        outcomes.add(new Outcome("fast", HEADLINE, 1, Map.of(Figures.RATE, 1_000.0, Figures.STOLEN, 0.004), ""));
        assertThat(new Report(results()).text()).doesNotContain("stolen");
        outcomes.removeIf(outcome -> outcome.system().equals("fast"));
        outcomes.add(new Outcome("fast", HEADLINE, 1, Map.of(Figures.RATE, 1_000.0, Figures.STOLEN, 0.125), ""));
        outcomes.add(new Outcome("fast", HEADLINE, 2, Map.of(Figures.RATE, 1_000.0, Figures.STOLEN, 0.015), ""));
        assertThat(new Report(results()).text()).contains("| % stolen by the host |", "| 7 (2 to 13) |");
    }

    @Test
    void whatIsWrittenCanBeReadAndReportedAgain() throws Exception {
        measureAll();
        Path run = folder.resolve("run");
        new Report(results()).write(run);
        Path docs = folder.resolve("docs");
        Report.read(run.resolve(Report.RESULTS)).writePage(docs);
        assertThat(docs.resolve("benchmarks.md")).hasSameTextualContentAs(run.resolve("benchmarks.md"));
        Path again = folder.resolve("again");
        Report.read(docs.resolve("benchmarks").resolve(Report.RESULTS)).writePage(again);
        assertThat(again.resolve("benchmarks.md")).hasSameTextualContentAs(run.resolve("benchmarks.md"));
        assertThat(docs.resolve("benchmarks").resolve(Report.RESULTS))
                .as("one line for each thing, for version control")
                .content()
                .contains("\"commit\" : \"abc + changes\",\n");
        assertThat(Files.readString(docs.resolve("benchmarks.md"))).contains("(benchmarks/" + HEADLINE + ".svg)");
        assertThat(Files.readString(run.resolve("benchmarks/" + HEADLINE + ".svg")))
                .contains("<svg");
        assertThat(run.resolve("benchmarks/" + HEADLINE + ".png")).isNotEmptyFile();
        assertThat(docs.resolve("benchmarks/" + HEADLINE + ".png")).doesNotExist();
    }

    private void measureAll() {
        measure("jono-embedded", 110_000, 90_000);
        measure("fast", 25_000, 25_000);
        measure("careful", 10_000, 10_000);
        measure("parted", 50_000, 50_000);
        measure("naive", 60_000, 60_000);
        measure("limit", 200_000, 200_000);
    }

    private void measure(String system, double... rates) {
        for (int i = 0; i < rates.length; i++) {
            outcomes.add(outcome(system, HEADLINE, i + 1, rates[i], i % 2 == 0 ? 8_000 : 10_000));
            outcomes.add(outcome(system, "latency-1000", i + 1, 1_000, 500));
        }
    }

    private static Outcome outcome(String system, String work, int round, double rate, double p50) {
        return new Outcome(
                system, work, round, Map.of(Figures.RATE, rate, Figures.P50, p50, Figures.P99, p50 * 10), "");
    }

    private Results results() {
        return new Results(
                "Jono 1",
                "abc + changes",
                "2026-01-01T00:00:00Z",
                Map.of("cores", "2"),
                new Shape(List.of(HEADLINE, "latency-1000"), List.of(), 2, 1, 1, 2_000, 4, 10, 10),
                true,
                List.of(
                        facts("jono-embedded", Role.JONO, false),
                        facts("fast", Role.PEER, false),
                        facts("careful", Role.PEER, true),
                        facts("parted", Role.PARTITIONED_PEER, false),
                        facts("naive", Role.NAIVE, false),
                        facts("limit", Role.LIMIT, false)),
                List.of(),
                outcomes,
                Map.of("gone", "install it"));
    }

    private static SystemFacts facts(String name, Role role, boolean syncsFirst) {
        return new SystemFacts(name, "Title of " + name, role, syncsFirst, "promise of " + name);
    }
}
