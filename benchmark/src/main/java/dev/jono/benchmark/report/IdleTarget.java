package dev.jono.benchmark.report;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * That idle queues take no measurable processor time: the difference of two measurements, each of which is only as good as its noise.
 *
 * @param without what a node takes without them, in percent of a core
 * @param with what it takes with them
 * @param noise how far windows of either measurement lie apart
 */
record IdleTarget(OptionalDouble without, OptionalDouble with, OptionalDouble noise) {
    private static final String WHAT = "processor time of 10,000 idle queues, share of a core";
    private static final double MOST_PERCENT = 1;

    /** Below it a difference is not one, whatever the windows say of themselves. */
    private static final double LEAST_NOISE_PERCENT = 0.3;

    Target target() {
        if (without.isEmpty() || with.isEmpty() || noise.isEmpty()) {
            return Target.atMost(WHAT, MOST_PERCENT, OptionalDouble.empty(), "%.1f %%");
        }
        double difference = with.getAsDouble() - without.getAsDouble();
        double least = Math.max(LEAST_NOISE_PERCENT, noise.getAsDouble());
        if (Math.abs(difference) <= least) {
            return Target.atMost(WHAT, MOST_PERCENT, OptionalDouble.of(Math.max(0, difference)), "%.1f %%")
                    .found(String.format(Locale.ROOT, "not measurable (%+.1f %%, noise %.1f %%)", difference, least));
        }
        if (difference < 0) {
            return Target.atMost(WHAT, MOST_PERCENT, OptionalDouble.empty(), "%.1f %%")
                    .found(String.format(
                            Locale.ROOT, "%+.1f %%: without them it took more, so it had not settled", difference));
        }
        return Target.atMost(WHAT, MOST_PERCENT, OptionalDouble.of(difference), "%.1f %%");
    }
}
