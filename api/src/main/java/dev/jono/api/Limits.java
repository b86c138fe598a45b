package dev.jono.api;

import java.time.Duration;

/** Checks settings against their limits. */
final class Limits {
    private Limits() {}

    static void require(String what, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw outside(what, value, least, most);
        }
    }

    static void require(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw outside(what, value, least, most);
        }
    }

    private static IllegalArgumentException outside(String what, Object value, Object least, Object most) {
        return new IllegalArgumentException(
                what + " must be between " + least + " and " + most + ", not " + value + ".");
    }
}
