package dev.jono.api.actor;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to hold back after failures in a row: 50 ms, doubled up to 2 s, and spread by half. */
final class Pauses {
    private static final long FIRST_MILLIS = 50;
    private static final long LONGEST_MILLIS = 2_000;

    private long nextMillis = FIRST_MILLIS;

    Duration next() {
        long base = nextMillis;
        nextMillis = Math.min(LONGEST_MILLIS, 2 * nextMillis);
        return Duration.ofMillis(base + ThreadLocalRandom.current().nextLong(base / 2 + 1));
    }

    void reset() {
        nextMillis = FIRST_MILLIS;
    }
}
