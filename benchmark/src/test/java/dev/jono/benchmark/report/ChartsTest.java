package dev.jono.benchmark.report;

import static java.lang.Double.NaN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.benchmark.run.Outcome;
import dev.jono.benchmark.run.Shape;
import dev.jono.benchmark.system.Role;
import dev.jono.benchmark.work.Figures;
import java.awt.Color;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategorySeries;

/** What the charts show: every system, by the colour of its part, on an axis on which all of them can be seen. */
class ChartsTest {
    /** More than fit side by side without being asked for. */
    private static final int PEERS = 12;

    private static final List<String> WORKS = List.of("throughput-1024", "latency-1000", "backlog");

    @TempDir
    Path folder;

    @Test
    void everySystemIsNamed() {
        CategoryChart chart = chart("throughput-1024", PEERS);
        assertThat(chart.getStyler().getXAxisMaxLabelCount()).isEqualTo(PEERS + 3);
        assertThat(chart.getSeriesCollection())
                .allSatisfy(series -> assertThat(new ArrayList<Object>(series.getXData()))
                        .hasSize(PEERS + 3)
                        .contains("jono", "peer-0", "peer-11", "naive", "limit"));
    }

    @Test
    void latenciesLieOnALogarithmicAxisThatBeginsBelowAllOfThem() {
        CategoryChart latency = chart("latency-1000", PEERS);
        assertThat(latency.getStyler().isYAxisLogarithmic()).isTrue();
        assertThat(latency.getStyler().getYAxisMin()).isEqualTo(0.1);
        assertThat(latency.getYAxisTitle()).startsWith("ms");
        assertThat(latency.getTitle()).contains("p99");
        CategoryChart rate = chart("throughput-1024", PEERS);
        assertThat(rate.getStyler().isYAxisLogarithmic()).isFalse();
        assertThat(rate.getYAxisTitle()).isEqualTo("messages a second");
    }

    @Test
    void eachPartHasAColourOfItsOwnAndBarsForItsSystemsAlone() {
        CategoryChart chart = chart("throughput-1024", 2);
        assertThat(chart.getSeriesCollection())
                .extracting(CategorySeries::getName)
                .containsExactly("Jono", "one queue", "naive", "raw driver");
        assertThat(bars(chart, "Jono")).containsExactly(1_000, NaN, NaN, NaN, NaN);
        assertThat(bars(chart, "one queue")).containsExactly(NaN, 1_000, 1_000, NaN, NaN);
        assertThat(bars(chart, "raw driver")).containsExactly(NaN, NaN, NaN, NaN, 1_000);
        Set<Color> colours = chart.getSeriesCollection().stream()
                .map(CategorySeries::getFillColor)
                .collect(Collectors.toSet());
        assertThat(colours).hasSize(4).doesNotContainNull();
        assertThat(chart.getStyler().isOverlapped())
                .as("a series with one bar a system, not four")
                .isTrue();
    }

    @Test
    void aLatencyIsInMilliseconds() {
        assertThat(bars(chart("latency-1000", 0), "Jono")[0]).isEqualTo(3.0);
    }

    @Test
    void aBacklogShowsHowFastItIsDrained() {
        assertThat(bars(chart("backlog", 0), "Jono")[0]).isEqualTo(500.0);
    }

    @Test
    void oneSystemAloneHasAChart() throws Exception {
        Map<String, String> written = new Charts(new Summary(results(List.of(facts("jono", Role.JONO)))))
                .write(folder.resolve("charts"), List.of(Charts.SVG));
        assertThat(written).containsOnlyKeys(WORKS);
        assertThat(Files.readString(folder.resolve("charts/backlog.svg"))).contains("<svg");
    }

    /** Returns a series' bars, a system's each, NaN where it has none. */
    private static double[] bars(CategoryChart chart, String series) {
        return chart.getSeries(series).getYData();
    }

    private static CategoryChart chart(String work, int peers) {
        List<SystemFacts> systems = Stream.of(
                        Stream.of(facts("jono", Role.JONO)),
                        IntStream.range(0, peers).mapToObj(number -> facts("peer-" + number, Role.PEER)),
                        Stream.of(facts("naive", Role.NAIVE), facts("limit", Role.LIMIT)))
                .flatMap(all -> all)
                .toList();
        return new Charts(new Summary(results(systems))).chart(work).orElseThrow();
    }

    private static SystemFacts facts(String name, Role role) {
        return new SystemFacts(name, name, role, false, "");
    }

    private static Results results(List<SystemFacts> systems) {
        List<Outcome> outcomes = systems.stream()
                .flatMap(system -> WORKS.stream()
                        .map(work -> new Outcome(
                                system.name(),
                                work,
                                1,
                                Map.of(Figures.RATE, 1_000.0, Figures.P99, 3_000.0, Figures.DRAIN_RATE, 500.0),
                                "")))
                .toList();
        return new Results(
                "Jono 1",
                "",
                "2026-01-01T00:00:00Z",
                Map.of(),
                new Shape(WORKS, List.of(), 1, 1, 1, 2_000, 4, 10, 10),
                true,
                systems,
                List.of(),
                outcomes,
                Map.of());
    }
}
