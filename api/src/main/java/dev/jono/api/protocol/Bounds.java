package dev.jono.api.protocol;

import java.time.Duration;

/** The one check of what users name against its bounds. Not for users. */
public final class Bounds {
    static final Duration MIN_LEASE = Duration.ofMillis(1);
    static final Duration MAX_LEASE = Duration.ofHours(12);
    static final Duration MAX_WAIT = Duration.ofHours(1);

    private Bounds() {}

    /**
     * Checks that {@code value} is within its bounds, which belong to them.
     *
     * @param what what it is, as a message's first words
     * @throws IllegalArgumentException when it is not; the message names the bounds
     */
    public static void require(String what, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw outside(what, value, least, most);
        }
    }

    /**
     * Checks that {@code value} is within its bounds, which belong to them.
     *
     * @param what what it is, as a message's first words
     * @throws IllegalArgumentException when it is not; the message names the bounds
     */
    public static void require(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw outside(what, value, least, most);
        }
    }

    private static IllegalArgumentException outside(String what, Object value, Object least, Object most) {
        return new IllegalArgumentException(
                what + " must be between " + least + " and " + most + ", not " + value + ".");
    }
}
