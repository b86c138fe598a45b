package dev.jono.benchmark.report;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * That idle queues take no measurable processor time.
 *
 * @param more what a node with them takes more than one without, in percent of a core
 * @param noise how uncertain that is
 */
record IdleTarget(OptionalDouble more, OptionalDouble noise) {
    private static final String WHAT = "processor time of 10,000 idle queues, share of a core";
    private static final double MOST_PERCENT = 1;

    /** Below it a difference is not one, whatever the windows say of themselves. */
    private static final double LEAST_NOISE_PERCENT = 0.3;

    Target target() {
        if (more.isEmpty() || noise.isEmpty()) {
            return target(OptionalDouble.empty());
        }
        double difference = more.getAsDouble();
        double least = Math.max(LEAST_NOISE_PERCENT, noise.getAsDouble());
        if (difference > MOST_PERCENT) {
            return target(more);
        }
        if (difference < -least) {
            return target(OptionalDouble.empty())
                    .found(text("%+.1f %%: the node without them took more, so the two are not alike", difference));
        }
        if (difference + least > MOST_PERCENT) {
            return target(OptionalDouble.empty())
                    .found(text("%+.1f %%, but the noise is %.1f %%: too much to tell", difference, least));
        }
        if (difference <= least) {
            return target(OptionalDouble.of(Math.max(0, difference)))
                    .found(text("not measurable (%+.1f %%, noise %.1f %%)", difference, least));
        }
        return target(more);
    }

    private static Target target(OptionalDouble percent) {
        return Target.atMost(WHAT, MOST_PERCENT, percent, "%.1f %%");
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
