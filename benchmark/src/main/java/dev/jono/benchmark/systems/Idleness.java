package dev.jono.benchmark.systems;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a node takes more than another while nobody asks either for anything. Both are looked at over the same time, so that what
 * the machine does meanwhile is in both.
 *
 * @param percentWithout of one core, that the other takes: the middle one of all windows
 * @param percentMore the middle one of the differences, each within a window
 * @param noise half the width of the middle half of the differences; of a dozen of them the middle one is about as uncertain
 */
record Idleness(double percentWithout, double percentMore, double noise) {
    /**
     * What both took over one window, in percent of a core.
     *
     * @param without the node without what is measured
     * @param with the one with it
     */
    record Window(double without, double with) {
        double more() {
            return with - without;
        }
    }

    static Idleness of(List<Window> windows) {
        double[] more = sorted(windows, Window::more);
        return new Idleness(
                quantile(sorted(windows, Window::without), 0.5),
                quantile(more, 0.5),
                (quantile(more, 0.75) - quantile(more, 0.25)) / 2);
    }

    private static double[] sorted(List<Window> windows, ToDoubleFunction<Window> value) {
        return windows.stream().mapToDouble(value).sorted().toArray();
    }

    /** Between two values it is interpolated. */
    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
