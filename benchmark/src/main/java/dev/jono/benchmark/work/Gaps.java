package dev.jono.benchmark.work;

/** How far apart arrivals are. Safe for use by several threads. */
final class Gaps {
    private long lastNanos;
    private long longestNanos;
    private boolean begun;

    /** Notes an arrival. Times may come a little out of order. */
    synchronized void arrived(long nanos) {
        if (begun) {
            longestNanos = Math.max(longestNanos, nanos - lastNanos);
            lastNanos = Math.max(lastNanos, nanos);
        } else {
            begun = true;
            lastNanos = nanos;
        }
    }

    /** Returns the longest gap so far in milliseconds, and begins anew with the last arrival. */
    synchronized double takeLongestMillis() {
        double millis = (double) longestNanos / 1e6;
        longestNanos = 0;
        return millis;
    }
}
