package dev.jono.benchmark.report;

import dev.jono.benchmark.run.Outcome;
import dev.jono.benchmark.work.Figures;
import dev.jono.benchmark.work.Works;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The tables of a report in Markdown, one for each work. */
final class Tables {
    private static final String NOT_MEASURED = "–";

    private final Summary summary;

    Tables(Summary summary) {
        this.summary = summary;
    }

    /**
     * A column.
     *
     * @param unit what the value is divided by
     */
    private record Column(String title, String figure, String format, double unit, boolean ranging) {
        static Column rate(String title, String figure) {
            return new Column(title, figure, "%,.0f", 1, true);
        }

        static Column millis(String title, String figure) {
            return new Column(title, figure, "%,.1f", 1000, true);
        }

        static Column micros(String title, String figure) {
            return new Column(title, figure, "%,.1f", 1, false);
        }

        static Column percent(String title, String figure) {
            return new Column(title, figure, "%,.0f", 0.01, true);
        }

        String cell(Optional<Spread> spread) {
            if (spread.isEmpty()) {
                return NOT_MEASURED;
            }
            Spread found = spread.get();
            String median = number(found.median());
            boolean range = ranging && found.rounds() > 1;
            return range ? median + " (" + number(found.minimum()) + " to " + number(found.maximum()) + ")" : median;
        }

        private String number(double value) {
            return String.format(Locale.ROOT, format, value / unit);
        }
    }

    /** Returns the table of a work; empty when no system has done it. */
    String of(String work) {
        List<Column> columns = columns(work);
        StringBuilder table = new StringBuilder("| system |");
        columns.forEach(column -> table.append(' ').append(column.title()).append(" |"));
        table.append("\n|---|").append("---:|".repeat(columns.size())).append('\n');
        boolean empty = true;
        for (SystemFacts system : summary.results().systems()) {
            List<Outcome> outcomes = summary.outcomes(system.name(), work);
            if (!outcomes.isEmpty()) {
                empty = false;
                table.append(row(system, work, columns));
            }
        }
        return empty ? "" : table.toString();
    }

    private String row(SystemFacts system, String work, List<Column> columns) {
        StringBuilder row = new StringBuilder("| " + system.title() + " |");
        Optional<Outcome> failed = summary.outcomes(system.name(), work).stream()
                .filter(Outcome::hasFailed)
                .findFirst();
        boolean any = columns.stream()
                .anyMatch(column ->
                        summary.figure(system.name(), work, column.figure()).isPresent());
        if (failed.isPresent() && !any) {
            return row.append(" failed")
                    .append(reason(failed.get()))
                    .append(" |")
                    .append(" |".repeat(columns.size() - 1))
                    .append('\n')
                    .toString();
        }
        summary.unsound(system.name(), work)
                .ifPresent(sound -> row.insert(
                        row.length() - 2,
                        " (" + sound + failed.map(Tables::reason).orElse("") + ")"));
        for (Column column : columns) {
            row.append(' ')
                    .append(column.cell(summary.figure(system.name(), work, column.figure())))
                    .append(" |");
        }
        return row.append('\n').toString();
    }

    private static String reason(Outcome failed) {
        return ": " + failed.failure().replace('|', '/');
    }

    private List<Column> columns(String work) {
        List<Column> columns = new ArrayList<>();
        if (work.equals(Works.BACKLOG)) {
            columns.add(Column.rate("depth", Figures.DEPTH));
            columns.add(Column.rate("sent/s", Figures.SEND_RATE));
            columns.add(Column.rate("first tenth sent/s", Figures.SEND_RATE_EMPTY));
            columns.add(Column.rate("last tenth sent/s", Figures.SEND_RATE_DEEP));
            columns.add(Column.rate("drained/s", Figures.DRAIN_RATE));
        } else {
            columns.add(Column.rate("messages/s", Figures.RATE));
            columns.add(Column.millis("p50 ms", Figures.P50));
            columns.add(Column.millis("p99 ms", Figures.P99));
            columns.add(Column.millis("p99.9 ms", Figures.P999));
        }
        columns.add(Column.micros("CPU µs a message: harness with client", Figures.DRIVER_CPU));
        columns.add(Column.micros("servers", Figures.SERVER_CPU));
        // Not every machine has a host, and not every one that has is told.
        if (summary.having(work, Figures.STOLEN).stream()
                .anyMatch(system ->
                        summary.median(system.name(), work, Figures.STOLEN).orElse(0) >= Figures.LEAST_STOLEN)) {
            columns.add(Column.percent("% stolen by the host", Figures.STOLEN));
        }
        return columns;
    }
}
