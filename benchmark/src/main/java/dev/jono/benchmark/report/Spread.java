package dev.jono.benchmark.report;

import java.util.Collection;

/**
 * One figure over the rounds.
 *
 * @param median the middle one, or the mean of the two in the middle
 * @param minimum the lowest
 * @param maximum the highest
 * @param rounds how many there are
 */
record Spread(double median, double minimum, double maximum, int rounds) {
    /**
     * Returns the spread of values.
     *
     * @throws IllegalArgumentException when there are none
     */
    static Spread of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("No rounds, no median.");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1], sorted.length);
    }
}
