package dev.jono.cluster;

import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.management.javadsl.PekkoManagement;
import org.jspecify.annotations.Nullable;

/** Pekko Management's HTTP port of this node. */
final class Management {
    private final ActorSystem<?> system;
    private final boolean enabled;
    private final AtomicBoolean startedOnce = new AtomicBoolean();
    private final CompletableFuture<Optional<URI>> bound = new CompletableFuture<>();

    Management(ActorSystem<?> system, boolean enabled) {
        this.system = system;
        this.enabled = enabled;
    }

    /** Opens the port, once. Only when the node is made: the routes look for it. */
    void start() {
        if (!startedOnce.compareAndSet(false, true)) {
            return;
        }
        if (!enabled) {
            bound.complete(Optional.empty());
            return;
        }
        PekkoManagement management = PekkoManagement.get(system);
        CoordinatedShutdown.get(system)
                .addTask(
                        CoordinatedShutdown.PhaseServiceUnbind(),
                        "jono-http",
                        () -> management.stop().exceptionally(failure -> Done.getInstance()));
        management.start().whenComplete((uri, failure) -> {
            if (failure == null) {
                bound.complete(Optional.of(URI.create(uri.toString())));
            } else {
                bound.completeExceptionally(notBound(failure));
            }
        });
    }

    /** Completes with the address once the port is open; empty if there is none. */
    CompletionStage<Optional<URI>> bound() {
        return bound.copy();
    }

    private JonoException notBound(Throwable failure) {
        @Nullable Throwable cause = failure.getCause();
        return new JonoException(
                Reason.UNAVAILABLE,
                "The HTTP port " + system.settings().config().getString("pekko.management.http.hostname") + ":"
                        + system.settings().config().getInt("pekko.management.http.port") + " cannot be opened ("
                        + (cause == null ? failure : cause).getMessage()
                        + "). Free it, or set jono.http.port to another, or jono.http.enabled off.",
                failure);
    }
}
