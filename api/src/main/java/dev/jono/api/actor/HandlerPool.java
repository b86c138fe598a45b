package dev.jono.api.actor;

import dev.jono.api.DeliveryHandler;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs a consumer's handler with bounded concurrency. A worker holds one of the places and takes one delivery after the
 * other from the buffer, so that a delivery costs neither a task nor an actor message of its own. While a handler's stage
 * is open, its place is taken but no thread is.
 */
final class HandlerPool {
    /** After so long a worker lets others have its thread. */
    private static final long TURN_NANOS = 10_000_000;

    private final DeliveryHandler handler;
    private final int concurrency;
    private final Executor executor;
    private final Runnable whenIdle;
    private final Queue<Held> buffer = new ConcurrentLinkedQueue<>();
    private final AtomicInteger places = new AtomicInteger();

    HandlerPool(DeliveryHandler handler, int concurrency, Executor executor, Runnable whenIdle) {
        this.handler = handler;
        this.concurrency = concurrency;
        this.executor = executor;
        this.whenIdle = whenIdle;
    }

    void handle(Collection<Held> deliveries) {
        buffer.addAll(deliveries);
        startWorkers(deliveries.size());
    }

    boolean isIdle() {
        return places.get() == 0;
    }

    private void startWorkers(int most) {
        for (int started = 0; started < most && !buffer.isEmpty() && takePlace(); started++) {
            executor.execute(this::work);
        }
    }

    private boolean takePlace() {
        int taken = places.get();
        while (taken < concurrency) {
            if (places.compareAndSet(taken, taken + 1)) {
                return true;
            }
            taken = places.get();
        }
        return false;
    }

    private void work() {
        long startedAt = System.nanoTime();
        long now = startedAt;
        Held next = buffer.poll();
        while (next != null) {
            if (next.start(now) && !handled(next)) {
                return; // the stage is open: whoever completes it goes on
            }
            now = System.nanoTime();
            if (now - startedAt > TURN_NANOS) {
                executor.execute(this::work);
                return;
            }
            next = buffer.poll();
        }
        leave();
    }

    /**
     * Runs the handler; false when its stage is still open. A handler that returns the stage of its settlement has nothing
     * left to do: its place would otherwise be taken until the queue has confirmed.
     */
    private boolean handled(Held held) {
        CompletableFuture<?> stage = call(held);
        if (held.isConfirmedBy(stage)) {
            return true;
        }
        if (stage.isDone()) {
            held.settleAfterHandler(failureOf(stage));
            return true;
        }
        var unused = stage.whenComplete((value, failure) -> {
            held.settleAfterHandler(failure);
            executor.execute(this::work);
        });
        return false;
    }

    private CompletableFuture<?> call(Held held) {
        try {
            CompletionStage<?> stage = handler.handle(held);
            return stage == null
                    ? CompletableFuture.failedFuture(
                            new NullPointerException("The handler returned null instead of a stage."))
                    : stage.toCompletableFuture();
        } catch (Throwable failure) { // whatever it is, the message must come again
            return CompletableFuture.failedFuture(failure);
        }
    }

    private static @Nullable Throwable failureOf(CompletableFuture<?> done) {
        return done.isCompletedExceptionally()
                ? done.<@Nullable Throwable>handle((value, failure) -> failure).join()
                : null;
    }

    private void leave() {
        int left = places.decrementAndGet();
        if (!buffer.isEmpty()) {
            startWorkers(1); // it came after the last look
        } else if (left == 0) {
            whenIdle.run();
        }
    }
}
