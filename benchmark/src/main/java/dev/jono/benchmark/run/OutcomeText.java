package dev.jono.benchmark.run;

import dev.jono.benchmark.work.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An outcome in one line for whoever watches. */
final class OutcomeText {
    private OutcomeText() {}

    static String of(Outcome outcome) {
        if (outcome.hasFailed()) {
            return "FAILED: " + outcome.failure();
        }
        Map<String, Double> figures = outcome.figures();
        List<String> parts = new ArrayList<>();
        add(parts, "%,.0f msg/s", figures.get(Figures.RATE), 1);
        add(parts, "%,.0f sent/s", figures.get(Figures.SEND_RATE), 1);
        add(parts, "%,.0f drained/s", figures.get(Figures.DRAIN_RATE), 1);
        add(parts, "p50 %,.2f ms", figures.get(Figures.P50), 1000);
        add(parts, "p99 %,.2f ms", figures.get(Figures.P99), 1000);
        add(parts, "CPU a message %.1f us driver", figures.get(Figures.DRIVER_CPU), 1);
        add(parts, "%.1f us servers", figures.get(Figures.SERVER_CPU), 1);
        add(parts, "%,.0f messages", figures.get(Figures.MESSAGES), 1);
        double commits = figures.getOrDefault(Figures.COMMITS, 0.0);
        if (commits > 0) {
            add(parts, "%,.0f messages a commit", figures.get(Figures.MESSAGES), commits);
        }
        if (figures.getOrDefault(Figures.REDELIVERED, 0.0) > 0) {
            add(parts, "%,.0f redelivered", figures.get(Figures.REDELIVERED), 1);
        }
        if (figures.getOrDefault(Figures.STOLEN, 0.0) >= Figures.LEAST_STOLEN) {
            add(parts, "%.0f%% of the processor taken by the host", figures.get(Figures.STOLEN), 0.01);
        }
        if (parts.isEmpty()) {
            figures.forEach((name, value) -> parts.add(String.format(Locale.ROOT, "%s %,.1f", name, value)));
        }
        return String.join(", ", parts);
    }

    private static void add(List<String> parts, String format, @Nullable Double value, double unit) {
        if (value != null) {
            parts.add(String.format(Locale.ROOT, format, value / unit));
        }
    }
}
