package dev.jono.api.actor;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Asks actors to stop and waits until they have: an actor that is gone already counts as stopped. Never fails. */
final class Stopping {
    private Stopping() {}

    static <C> CompletionStage<Void> stop(
            ActorSystem<?> system, ActorRef<C> actor, Function<ActorRef<Done>, C> stopCommand) {
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        Behavior<Done> waiting = Behaviors.setup(context -> {
            context.watch(actor);
            actor.tell(stopCommand.apply(context.getSelf()));
            return Behaviors.receive(Done.class)
                    .onMessage(Done.class, done -> Behaviors.same())
                    .onSignal(Terminated.class, gone -> Behaviors.stopped())
                    .onSignal(
                            PostStop.class,
                            signal -> { // also when the actor system takes both down
                                context.getExecutionContext().execute(() -> stopped.complete(null));
                                return Behaviors.same();
                            })
                    .build();
        });
        try {
            system.systemActorOf(waiting, "jono-stop-" + UUID.randomUUID(), Props.empty());
        } catch (IllegalStateException terminated) { // the actor system has stopped, and the actor with it
            stopped.complete(null);
        }
        return stopped;
    }
}
