package dev.jono.api.actor;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands items from many threads to one actor, with one wake-up for many items instead of an actor message for each. Not
 * bounded: whoever adds keeps count. None is lost: what comes when the actor is gone is refused.
 *
 * @param <T> the items
 */
final class Inbox<T> {
    private final ConcurrentLinkedQueue<T> items = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile @Nullable Runnable wake;
    private volatile @Nullable Consumer<T> refusal;

    /** Says how to wake the actor; what was added before is announced now. */
    void attach(Runnable wakeActor) {
        wake = wakeActor;
        if (!items.isEmpty()) {
            wakeUp();
        }
    }

    void add(T item) {
        items.add(item);
        Consumer<T> refuse = refusal;
        if (refuse == null) {
            wakeUp();
        } else {
            refuseAll(refuse);
        }
    }

    boolean isClosed() {
        return refusal != null;
    }

    /**
     * Takes no more items: the actor is gone. What it has not taken, and what still comes, is refused.
     *
     * @param refuse is told each item; what still comes, on the thread that brings it
     * @param elsewhere refuses what has not been taken, since the actor waits for nobody while it stops
     */
    void close(Consumer<T> refuse, Executor elsewhere) {
        refusal = refuse;
        for (T item = items.poll(); item != null; item = items.poll()) {
            T left = item;
            elsewhere.execute(() -> refuse.accept(left));
        }
    }

    /**
     * Takes up to {@code max} items. Only the actor calls it, when woken; if items are left it is woken again.
     *
     * @param max how many at most, so that the actor hears its other messages too
     */
    void drain(int max, Consumer<T> taker) {
        woken.set(false); // before the last look: who adds after that look must wake again
        for (int taken = 0; taken < max; taken++) {
            T item = items.poll();
            if (item == null) {
                return;
            }
            taker.accept(item);
        }
        if (!items.isEmpty()) {
            wakeUp();
        }
    }

    private void refuseAll(Consumer<T> refuse) {
        for (T item = items.poll(); item != null; item = items.poll()) {
            refuse.accept(item);
        }
    }

    private void wakeUp() {
        Runnable wakeActor = wake;
        if (wakeActor != null && woken.compareAndSet(false, true)) {
            wakeActor.run();
        }
    }
}
