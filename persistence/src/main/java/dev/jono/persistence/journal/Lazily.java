package dev.jono.persistence.journal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value that is made at the first use, kept, and made anew if that failed. */
final class Lazily<T> {
    private final Supplier<CompletionStage<T>> make;
    private volatile @Nullable CompletableFuture<T> value;

    Lazily(Supplier<CompletionStage<T>> make) {
        this.make = make;
    }

    CompletionStage<T> get() {
        CompletableFuture<T> made = value;
        return made != null && !made.isCompletedExceptionally() ? made : makeOnce();
    }

    private synchronized CompletionStage<T> makeOnce() {
        CompletableFuture<T> made = value;
        if (made == null || made.isCompletedExceptionally()) {
            made = make.get().toCompletableFuture();
            value = made;
        }
        return made;
    }
}
