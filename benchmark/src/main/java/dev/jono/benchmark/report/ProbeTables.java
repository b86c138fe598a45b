package dev.jono.benchmark.report;

import dev.jono.benchmark.probe.Probes;
import dev.jono.benchmark.run.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** The tables of what was measured of one system alone. */
final class ProbeTables {
    /** What an adapter of ours must reach of a peer's own load tool. */
    static final double LEAST_SHARE = 0.8;

    private final Summary summary;

    ProbeTables(Summary summary) {
        this.summary = summary;
    }

    /** Returns the table of a probe's work; empty when it was not measured. */
    String of(String work) {
        List<ProbeFacts> measured = summary.results().probes().stream()
                .filter(probe -> probe.work().equals(work))
                .filter(probe -> !summary.outcomes(probe.system(), work).isEmpty())
                .toList();
        if (measured.isEmpty()) {
            return "";
        }
        return work.equals(Probes.LOAD_TOOL) ? loadTools(measured) : figures(measured);
    }

    /** Every figure is a row: probes have few systems and names of their own. */
    private String figures(List<ProbeFacts> measured) {
        StringBuilder table = new StringBuilder("| what | figure | |\n|---|---|---:|\n");
        for (ProbeFacts probe : measured) {
            Optional<String> failure = failure(probe);
            if (failure.isPresent()) {
                row(table, probe.title(), "failed: " + failure.get(), "");
            }
            String title = probe.title();
            for (String figure : names(probe)) {
                row(table, title, words(figure), cell(probe, figure));
                title = "";
            }
        }
        return table.toString();
    }

    private String loadTools(List<ProbeFacts> measured) {
        StringBuilder table = new StringBuilder(
                "| the peer's tool | its messages/s | our adapter's | share | |\n|---|---:|---:|---:|---|\n");
        for (ProbeFacts probe : measured) {
            OptionalDouble tool = summary.median(probe.system(), probe.work(), "messagesPerSecond");
            OptionalDouble ours = summary.rate(probe.system());
            String share = "–";
            String verdict = failure(probe).map(why -> "failed: " + why).orElse("");
            if (tool.isPresent() && ours.isPresent()) {
                double quotient = ours.getAsDouble() / tool.getAsDouble();
                share = String.format(Locale.ROOT, "%.0f %%", quotient * 100);
                verdict = quotient >= LEAST_SHARE ? "our adapter keeps up" : "**our adapter is slower**";
            }
            table.append("| ")
                    .append(String.join(" | ", probe.title(), number(tool), number(ours), share, verdict))
                    .append(" |\n");
        }
        return table.toString();
    }

    private Optional<String> failure(ProbeFacts probe) {
        return summary.outcomes(probe.system(), probe.work()).stream()
                .filter(Outcome::hasFailed)
                .map(failed -> failed.failure().replace('|', '/'))
                .findFirst();
    }

    private List<String> names(ProbeFacts probe) {
        Set<String> names = new LinkedHashSet<>();
        summary.outcomes(probe.system(), probe.work())
                .forEach(outcome -> names.addAll(outcome.figures().keySet()));
        return new ArrayList<>(names);
    }

    private String cell(ProbeFacts probe, String figure) {
        Optional<Spread> spread = summary.figure(probe.system(), probe.work(), figure);
        if (spread.isEmpty()) {
            return "–";
        }
        Spread found = spread.get();
        String median = number(found.median());
        return found.rounds() == 1
                ? median
                : median + " (" + number(found.minimum()) + " to " + number(found.maximum()) + ")";
    }

    /** Turns {@code recoveryMillis} into "recovery millis", {@code bytesOf128} into "bytes of 128" and leaves {@code p50} as it is. */
    static String words(String figure) {
        return figure.replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[a-zA-Z]{2})(?=[0-9])", " ")
                .toLowerCase(Locale.ROOT);
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? number(value.getAsDouble()) : "–";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 100 && value != Math.rint(value) ? "%.1f" : "%,.0f", value);
    }

    private static void row(StringBuilder table, String... cells) {
        table.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
