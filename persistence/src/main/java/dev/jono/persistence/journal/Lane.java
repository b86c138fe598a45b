package dev.jono.persistence.journal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Runs operations one after the other, in the order in which they came, whether those before failed or not. Safe for use by several threads. */
final class Lane {
    private CompletionStage<?> last = CompletableFuture.completedFuture(null);

    synchronized CompletionStage<Void> run(Supplier<CompletionStage<Void>> operation) {
        CompletionStage<Void> turn = last.handle((done, failure) -> (Void) null).thenCompose(done -> operation.get());
        last = turn;
        return turn;
    }
}
