package dev.jono.persistence.journal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/** Hands stages to Pekko so that it sees the failure itself, not the wrapper that a later stage puts around it. */
final class Stages {
    private Stages() {}

    static <T> Future<T> asScala(CompletionStage<T> stage) {
        CompletableFuture<T> bare = new CompletableFuture<>();
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                bare.complete(value);
            } else {
                bare.completeExceptionally(unwrap(failure));
            }
        });
        return FutureConverters.asScala(bare);
    }

    static Throwable unwrap(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? unwrap(cause) : failure;
    }
}
