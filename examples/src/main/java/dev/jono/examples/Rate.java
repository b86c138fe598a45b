package dev.jono.examples;

import java.util.concurrent.TimeUnit;

/** How fast a count has grown since it was looked at last. */
final class Rate {
    private long lastNanos;
    private long lastCount;

    long perSecond(long nowNanos, long count) {
        double seconds = (double) (nowNanos - lastNanos) / TimeUnit.SECONDS.toNanos(1);
        long rate = lastNanos == 0 || seconds <= 0 ? 0 : Math.round((count - lastCount) / seconds);
        lastNanos = nowNanos;
        lastCount = count;
        return rate;
    }
}
