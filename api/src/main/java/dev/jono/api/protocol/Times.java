package dev.jono.api.protocol;

import java.time.Duration;

/** The bounds of durations that clients name, held where every way in passes. */
final class Times {
    static final Duration MIN_LEASE = Duration.ofMillis(1);
    static final Duration MAX_LEASE = Duration.ofHours(12);
    static final Duration MAX_WAIT = Duration.ofHours(1);

    private Times() {}

    static void require(String what, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    what + " must be between " + least + " and " + most + ", not " + value + ".");
        }
    }
}
