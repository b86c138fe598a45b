package dev.jono.persistence;

import dev.jono.core.Now;

/** Reads the process's two clocks for the core, which has none. */
final class Clock {
    private Clock() {}

    static Now now() {
        return new Now(System.currentTimeMillis(), monotonicMillis());
    }

    static long monotonicMillis() {
        return System.nanoTime() / 1_000_000;
    }
}
