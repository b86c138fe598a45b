package dev.jono.api.actor;

import dev.jono.api.RunningConsumer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/** A consumer that the client started. */
final class SpawnedConsumer implements RunningConsumer {
    private final ActorSystem<?> system;
    private final ActorRef<Consumer.Command> ref;
    private final java.util.function.Consumer<SpawnedConsumer> whenStopped;
    private final AtomicReference<@Nullable CompletableFuture<Void>> stop = new AtomicReference<>();

    SpawnedConsumer(
            ActorSystem<?> system,
            ActorRef<Consumer.Command> ref,
            java.util.function.Consumer<SpawnedConsumer> whenStopped) {
        this.system = system;
        this.ref = ref;
        this.whenStopped = whenStopped;
    }

    @Override
    public CompletionStage<Void> stop() {
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        if (!stop.compareAndSet(null, stopped)) {
            CompletableFuture<Void> first = stop.get();
            return first == null ? stopped : first;
        }
        var unused = Stopping.stop(system, ref, Consumer.Stop::new).thenRun(() -> {
            whenStopped.accept(this);
            stopped.complete(null);
        });
        return stopped;
    }
}
