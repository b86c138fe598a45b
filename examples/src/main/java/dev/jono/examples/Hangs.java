package dev.jono.examples;

import dev.jono.api.Delivery;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Says which handlers of a process are to hang past their lease: every so manieth first attempt, a few times. Safe for use by
 * several threads.
 */
final class Hangs {
    private final int every;
    private final int most;
    private final AtomicInteger firstAttempts = new AtomicInteger();

    Hangs(int every, int most) {
        this.every = every;
        this.most = most;
    }

    /** Tells whether the handler of this delivery is to hang. */
    boolean next(Delivery delivery) {
        if (delivery.info().attempt() > 1) {
            return false;
        }
        int count = firstAttempts.incrementAndGet();
        return count % every == 0 && count / every <= most;
    }
}
