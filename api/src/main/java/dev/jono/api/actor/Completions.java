package dev.jono.api.actor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Completes futures off the actor, since what depends on them is foreign code: one task for all that one turn of the
 * actor completes.
 */
final class Completions {
    private final Executor executor;
    private List<Runnable> turn = new ArrayList<>();

    Completions(Executor executor) {
        this.executor = executor;
    }

    <T> void complete(CompletableFuture<T> future, T value) {
        later(() -> future.complete(value));
    }

    void complete(CompletableFuture<Void> future) {
        later(() -> future.complete(null));
    }

    void fail(CompletableFuture<?> future, Throwable failure) {
        later(() -> future.completeExceptionally(failure));
    }

    /** Completes something when the turn ends. */
    void later(Runnable completion) {
        turn.add(completion);
    }

    /** Ends the turn. */
    void run() {
        if (!turn.isEmpty()) {
            List<Runnable> batch = turn;
            turn = new ArrayList<>();
            executor.execute(() -> batch.forEach(Runnable::run));
        }
    }
}
