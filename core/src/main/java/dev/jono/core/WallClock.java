package dev.jono.core;

/**
 * The wall time of a queue: soft state. It goes on at the pace of the monotonic clock from the latest time that is known, and
 * follows the process's wall clock where that is ahead.
 *
 * <p>So it never goes back and never stands still. Were it only kept from going back, then a former owner whose clock was an
 * hour ahead would have left a journal in whose light nothing becomes due for an hour.
 */
final class WallClock {
    /** How far wall time is ahead of the monotonic clock; grows only. At first so little that the process's clock is ahead. */
    private long leadMillis = Long.MIN_VALUE / 2;

    private long beganMillis = Long.MIN_VALUE;

    /** Returns {@code now} with the queue's wall time, which is {@code leastWallMillis} or later. */
    Now read(Now now, long leastWallMillis) {
        return now.notBefore(Math.max(leastWallMillis, now.monotonicMillis() + leadMillis));
    }

    /** The incarnation begins at a time that was read. */
    void begin(Now read) {
        beganMillis = read.wallMillis();
        goOnFrom(read);
    }

    /** Returns when this incarnation began: who could not reach the queue before was not idle. */
    long beganMillis() {
        return beganMillis;
    }

    /** Goes on from a time that was read. */
    void goOnFrom(Now read) {
        leadMillis = Math.max(leadMillis, read.wallMillis() - read.monotonicMillis());
    }
}
