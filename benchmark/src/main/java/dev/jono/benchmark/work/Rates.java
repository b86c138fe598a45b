package dev.jono.benchmark.work;

/** Arithmetic of rates. */
public final class Rates {
    private static final double NANOS_PER_SECOND = 1e9;

    private Rates() {}

    /** Returns how many a second there were. */
    public static double perSecond(long count, long nanos) {
        return (double) count * NANOS_PER_SECOND / (double) Math.max(1, nanos);
    }
}
