package dev.jono.benchmark.work;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many sends are unconfirmed. One thread enters; any thread leaves.
 *
 * <p>A sender that had to wait goes on when a sixteenth of the window is free again, not for each confirm: to wake a thread costs
 * more than to send a message does.
 */
final class Window {
    private static final int SLACK = 16;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final int size;
    private final int wakeAt;
    private final AtomicInteger inside = new AtomicInteger();
    private volatile @Nullable Thread waiting;

    Window(int size) {
        this.size = size;
        this.wakeAt = size - Math.max(1, size / SLACK);
    }

    /** Waits for room, up to a bound, and takes it; returns whether there was any. */
    boolean enter(Duration patience) {
        if (inside.get() >= size && !awaitRoom(System.nanoTime() + patience.toNanos())) {
            return false;
        }
        inside.incrementAndGet();
        return true;
    }

    void leave() {
        if (inside.decrementAndGet() <= wakeAt) {
            Thread sender = waiting;
            if (sender != null) {
                waiting = null;
                LockSupport.unpark(sender);
            }
        }
    }

    private boolean awaitRoom(long deadline) {
        while (inside.get() > wakeAt) {
            if (System.nanoTime() > deadline) {
                return inside.get() < size;
            }
            waiting = Thread.currentThread();
            if (inside.get() > wakeAt) {
                LockSupport.parkNanos(this, LOOK_AGAIN.toNanos());
            }
        }
        waiting = null;
        return true;
    }
}
