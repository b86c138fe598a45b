package dev.jono.benchmark.report;

import dev.jono.benchmark.system.Role;
import dev.jono.benchmark.work.Figures;
import dev.jono.benchmark.work.Works;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Bar charts of the works: rates, or the latencies at an even rate. */
final class Charts {
    /** Text, so that a change of a chart is one that version control can show. */
    static final String SVG = "svg";

    private static final int WIDTH = 1200;
    private static final int HEIGHT = 500;
    private static final double LEAST_MILLIS = 0.1;

    /** Not dashed: each dash would be a shape of its own in the file. */
    private static final BasicStroke GRID = new BasicStroke(0.5f);

    private static final Map<Role, Color> COLORS = Map.of(
            Role.JONO, new Color(0x1B7F79),
            Role.PEER, new Color(0x8A94A6),
            Role.PARTITIONED_PEER, new Color(0xB9C0CC),
            Role.NAIVE, new Color(0xD9A441),
            Role.LIMIT, new Color(0x3D3D3D));

    private final Summary summary;

    Charts(Summary summary) {
        this.summary = summary;
    }

    /**
     * Draws the chart of each work that has figures.
     *
     * @param formats {@link #SVG}, which pages show, and others beside it
     * @return where each chart lies, seen from the folder's parent
     */
    Map<String, String> write(Path folder, List<String> formats) throws IOException {
        Map<String, String> written = new LinkedHashMap<>();
        for (String work : summary.results().shape().works()) {
            Optional<CategoryChart> chart = chart(work);
            if (chart.isPresent()) {
                Files.createDirectories(folder);
                for (String format : formats) {
                    write(chart.get(), folder.resolve(work + "." + format), format);
                }
                written.put(work, folder.getFileName() + "/" + work + "." + SVG);
            }
        }
        return written;
    }

    private static void write(CategoryChart chart, Path file, String format) throws IOException {
        if (format.equals(SVG)) {
            Svg.write(chart, file);
        } else {
            Files.write(file, ChartEncoder.getBytes(chart, format));
        }
    }

    /** Returns the chart of a work; empty when no system has the figure that it shows. */
    Optional<CategoryChart> chart(String work) {
        String figure = figure(work);
        List<SystemFacts> systems = summary.having(work, figure);
        return systems.isEmpty() ? Optional.empty() : Optional.of(chart(work, systems, figure, isLatency(work)));
    }

    private static boolean isLatency(String work) {
        return work.startsWith(Works.LATENCY);
    }

    private static String figure(String work) {
        return isLatency(work) ? Figures.P99 : work.equals(Works.BACKLOG) ? Figures.DRAIN_RATE : Figures.RATE;
    }

    private CategoryChart chart(String work, List<SystemFacts> systems, String figure, boolean even) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(Page.title(work) + (even ? ": p99" : ""))
                .yAxisTitle(even ? "ms, send to handler" : "messages a second")
                .build();
        List<String> names = systems.stream().map(SystemFacts::name).toList();
        CategoryStyler style = chart.getStyler();
        style.setXAxisLabelRotation(30).setPlotGridVerticalLinesVisible(false);
        if (names.size() > 1) { // it is refused for one, and not needed
            style.setXAxisMaxLabelCount(names.size());
        }
        style.setLegendPosition(LegendPosition.OutsideE).setChartBackgroundColor(Color.WHITE);
        if (even) { // from half a millisecond to seconds
            style.setYAxisLogarithmic(true).setYAxisMin(LEAST_MILLIS);
        }
        style.setYAxisDecimalPattern("#,##0.##");
        style.setOverlapped(true).setAvailableSpaceFill(0.7).setPlotGridLinesStroke(GRID);
        for (Role role : Role.values()) {
            addSeries(chart, role, systems, names, work, figure, even ? 1000 : 1);
        }
        return chart;
    }

    /** A series for each role, so that each has its colour; the other systems' bars are empty in it. */
    private void addSeries(
            CategoryChart chart,
            Role role,
            List<SystemFacts> systems,
            List<String> names,
            String work,
            String figure,
            double unit) {
        List<@Nullable Double> medians = new ArrayList<>();
        for (SystemFacts system : systems) {
            Spread spread = summary.figure(system.name(), work, figure).orElseThrow();
            medians.add(system.role() == role ? spread.median() / unit : null);
        }
        if (systems.stream().anyMatch(system -> system.role() == role)) {
            chart.addSeries(legend(role), names, medians).setFillColor(COLORS.get(role));
        }
    }

    private static String legend(Role role) {
        if (role == Role.JONO) {
            return "Jono";
        }
        if (role == Role.LIMIT) {
            return "raw driver";
        }
        if (role == Role.NAIVE) {
            return "naive";
        }
        return role == Role.PEER ? "one queue" : "partitions";
    }
}
