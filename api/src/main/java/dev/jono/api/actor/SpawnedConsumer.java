package dev.jono.api.actor;

import dev.jono.api.QueueName;
import dev.jono.api.RunningConsumer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.jspecify.annotations.Nullable;

/** A consumer that the client started. */
final class SpawnedConsumer implements RunningConsumer {
    private final ActorSystem<?> system;
    private final ActorRef<Consumer.Command> ref;
    private final Set<SpawnedConsumer> all;
    private final AtomicReference<@Nullable CompletableFuture<Void>> stop = new AtomicReference<>();

    private SpawnedConsumer(ActorSystem<?> system, ActorRef<Consumer.Command> ref, Set<SpawnedConsumer> all) {
        this.system = system;
        this.ref = ref;
        this.all = all;
    }

    static SpawnedConsumer start(
            ActorSystem<?> system, Behavior<Consumer.Command> behavior, QueueName queue, Set<SpawnedConsumer> all) {
        return new SpawnedConsumer(
                system, system.systemActorOf(behavior, Names.next("jono-consumer", queue), Props.empty()), all);
    }

    @Override
    public CompletionStage<Void> stop() {
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        if (!stop.compareAndSet(null, stopped)) {
            CompletableFuture<Void> first = stop.get();
            return first == null ? stopped : first;
        }
        var unused = Stopping.stop(system, ref, Consumer.Stop::new).thenRun(() -> {
            all.remove(this);
            stopped.complete(null);
        });
        return stopped;
    }
}
