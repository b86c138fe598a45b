package dev.jono.api;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * How long a failed message waits before its next attempt: the first delay, multiplied for each further failure, at most
 * the cap, and then spread by the jitter so that messages that failed together do not come back together. Durations are
 * kept in whole milliseconds, rounded up. The constructor throws {@link IllegalArgumentException} when a value is outside
 * its limits.
 *
 * @param first the delay after the first failure, from 0
 * @param multiplier what each further failure multiplies the delay by, 1 to 10
 * @param cap the longest delay before jitter; from {@code first} to {@link Message#MAX_DELAY}
 * @param jitter the share by which a delay may be lengthened, 0 to 1
 */
public record Backoff(Duration first, double multiplier, Duration cap, double jitter) {
    /** One second, doubled up to five minutes, lengthened by up to a fifth. */
    public static final Backoff DEFAULT = new Backoff(Duration.ofSeconds(1), 2.0, Duration.ofMinutes(5), 0.2);

    /** No wait at all. */
    public static final Backoff NONE = new Backoff(Duration.ZERO, 1.0, Duration.ZERO, 0);

    public Backoff {
        if (first.isNegative() || cap.compareTo(first) < 0 || cap.compareTo(Message.MAX_DELAY) > 0) {
            throw new IllegalArgumentException("A backoff needs 0 <= first <= cap <= " + Message.MAX_DELAY
                    + ", not first=" + first + ", cap=" + cap + ".");
        }
        if (!(multiplier >= 1 && multiplier <= 10)) {
            throw new IllegalArgumentException(
                    "A backoff's multiplier must be between 1 and 10, not " + multiplier + ".");
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("A backoff's jitter must be between 0 and 1, not " + jitter + ".");
        }
        first = inWholeMillis(first);
        cap = inWholeMillis(cap);
    }

    /**
     * Returns the delay before the next attempt, in whole milliseconds.
     *
     * @param failures how many attempts have failed, from 1
     * @param spread a number from 0 to below 1 that places the delay within the jitter
     */
    public Duration delayAfter(int failures, double spread) {
        double base =
                Math.min((double) cap.toMillis(), (double) first.toMillis() * Math.pow(multiplier, failures - 1.0));
        return Duration.ofMillis(Math.round(base * (1 + jitter * spread)));
    }

    /** Rounds up what is not negative. Settings are stored in milliseconds, and must equal what they are read back as. */
    static Duration inWholeMillis(Duration duration) {
        return duration.plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS);
    }
}
