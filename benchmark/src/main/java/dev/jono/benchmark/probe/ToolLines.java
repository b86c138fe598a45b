package dev.jono.benchmark.probe;

import dev.jono.benchmark.system.BenchmarkException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the rates that a load tool prints while it runs. */
public final class ToolLines {
    private static final int SHOWN = 5;

    private ToolLines() {}

    /**
     * Returns the mean of a tool's last samples, since the first ones are those of a JVM that is not warm.
     *
     * @param lines all that it printed
     * @param sample finds the rate in its group {@code rate}
     * @param samples how many count
     * @throws BenchmarkException when there are fewer
     */
    public static double meanOfLast(List<String> lines, Pattern sample, int samples) {
        double[] rates = lines.stream()
                .map(sample::matcher)
                .filter(Matcher::find)
                .mapToDouble(found -> Double.parseDouble(found.group("rate").replace(",", "")))
                .toArray();
        if (rates.length < samples || samples < 1) {
            throw new BenchmarkException("The load tool printed " + rates.length + " rates, not " + samples
                    + "; the end of what it printed: "
                    + String.join(" | ", lines.subList(Math.max(0, lines.size() - SHOWN), lines.size())));
        }
        double sum = 0;
        for (int i = rates.length - samples; i < rates.length; i++) {
            sum += rates[i];
        }
        return sum / samples;
    }
}
