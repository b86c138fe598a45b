package dev.jono.core;

/**
 * The two clocks. Wall time serves what must outlive a process: delays, times to live, windows. Monotonic time serves what
 * must not jump: leases and time-outs.
 *
 * @param wallMillis milliseconds since 1970; may jump; what a queue makes of it is in {@link WallClock}
 * @param monotonicMillis milliseconds of a clock that only goes forward, with a meaning within one process only
 */
public record Now(long wallMillis, long monotonicMillis) {
    Now notBefore(long leastWallMillis) {
        return wallMillis >= leastWallMillis ? this : new Now(leastWallMillis, monotonicMillis);
    }
}
