package dev.jono.api.actor;

import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What became of a stage, waited for with the patience that all these tests have. */
final class Stages {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private Stages() {}

    /** Returns what the stage completed with. */
    static <T> T get(CompletionStage<T> stage) throws InterruptedException, ExecutionException, TimeoutException {
        return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Returns what the stage failed with, which must be ours. */
    static JonoException failureOf(CompletionStage<?> stage) throws InterruptedException, TimeoutException {
        try {
            get(stage);
        } catch (ExecutionException failure) {
            return (JonoException) Objects.requireNonNull(failure.getCause());
        }
        throw new AssertionError("It should have failed.");
    }

    static Reason reasonOf(CompletionStage<?> stage) throws InterruptedException, TimeoutException {
        return failureOf(stage).reason();
    }
}
