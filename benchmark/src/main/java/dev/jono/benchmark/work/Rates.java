package dev.jono.benchmark.work;

/** Arithmetic of rates. */
final class Rates {
    private static final double NANOS_PER_SECOND = 1e9;

    private Rates() {}

    static double perSecond(long count, long nanos) {
        return (double) count * NANOS_PER_SECOND / (double) Math.max(1, nanos);
    }
}
