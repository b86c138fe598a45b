package dev.jono.persistence.journal;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Lets only so many operations be under way at once; the others wait for their turn, in order. Safe for use by several threads. */
final class Turns {
    private final int most;
    private final Executor executor;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int underWay;

    /** Those that have waited are started on the executor. */
    Turns(int most, Executor executor) {
        if (most < 1) {
            throw new IllegalArgumentException("at least one at a time, not " + most);
        }
        this.most = most;
        this.executor = executor;
    }

    /** Completes as the operation does, which is started now or when another one has ended. */
    <T> CompletionStage<T> take(Supplier<CompletionStage<T>> operation) {
        CompletableFuture<T> result = new CompletableFuture<>();
        if (mayStart(() -> start(operation, result))) {
            start(operation, result);
        }
        return result;
    }

    private synchronized boolean mayStart(Runnable later) {
        if (underWay == most) {
            waiting.add(later);
            return false;
        }
        underWay++;
        return true;
    }

    private <T> void start(Supplier<CompletionStage<T>> operation, CompletableFuture<T> result) {
        CompletableFuture.completedStage(null)
                .thenCompose(now -> operation.get())
                .whenComplete((value, failure) -> {
                    if (failure == null) {
                        result.complete(value);
                    } else {
                        result.completeExceptionally(Stages.unwrap(failure));
                    }
                    giveTurn();
                });
    }

    private synchronized void giveTurn() {
        Runnable next = waiting.poll();
        if (next == null) {
            underWay--;
        } else {
            executor.execute(next);
        }
    }
}
