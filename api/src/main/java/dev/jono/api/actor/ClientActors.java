package dev.jono.api.actor;

import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.QueueName;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.pekko.ConfigurationException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.jspecify.annotations.Nullable;

/**
 * Starts the client's actors, and stops them when the actor system goes down: first the consumers, whose handlers may
 * send, then the producers. From then on none is started, since nobody would stop it.
 */
final class ClientActors {
    private final ActorSystem<?> system;
    private final Set<SpawnedConsumer> consumers = ConcurrentHashMap.newKeySet();
    private volatile boolean consumersStopped;
    private volatile boolean producersStopped;

    ClientActors(ActorSystem<?> system) {
        this.system = system;
    }

    /**
     * Starts an actor that ends by itself.
     *
     * @throws JonoException as {@code STOPPED} when the actor system has been stopped
     */
    <M> ActorRef<M> start(Behavior<M> behavior, String what, QueueName queue) {
        try {
            return system.systemActorOf(behavior, Names.next(what, queue), Props.empty());
        } catch (IllegalStateException terminating) {
            throw stopped(terminating);
        }
    }

    /**
     * Starts a consumer.
     *
     * @throws JonoException as {@code STOPPED} when the consumers have been stopped
     */
    SpawnedConsumer startConsumer(Behavior<Consumer.Command> behavior, QueueName queue) {
        if (consumersStopped) {
            throw stopped(null);
        }
        SpawnedConsumer consumer =
                new SpawnedConsumer(system, start(behavior, "jono-consumer", queue), consumers::remove);
        consumers.add(consumer);
        if (consumersStopped) { // in between: whoever stopped the others may not have seen this one
            var unused = consumer.stop();
            throw stopped(null);
        }
        return consumer;
    }

    /**
     * Starts a producer.
     *
     * @throws JonoException as {@code STOPPED} when the producers have been stopped
     */
    ActorRef<Producer.Command> startProducer(Behavior<Producer.Command> behavior, QueueName queue) {
        if (producersStopped) {
            throw Failures.producerStopped(queue);
        }
        return start(behavior, "jono-producer", queue);
    }

    /**
     * Checks that handlers can run there.
     *
     * @throws IllegalArgumentException when the configuration has no such dispatcher
     */
    void requireDispatcher(String path) {
        try {
            system.dispatchers().lookup(DispatcherSelector.fromConfig(path));
        } catch (ConfigurationException missing) {
            throw new IllegalArgumentException(
                    "The configuration has no dispatcher '" + path + "' for a consumer's handlers.", missing);
        }
    }

    /** Completes when the actor has stopped; never fails. */
    CompletionStage<Void> stop(ActorRef<Producer.Command> producer) {
        return Stopping.stop(system, producer, Producer.Stop::new);
    }

    /** Stops every consumer, and takes no new one. Never fails. */
    CompletionStage<Void> stopConsumers() {
        consumersStopped = true;
        return all(List.copyOf(consumers), SpawnedConsumer::stop);
    }

    /** Stops the producers of these queues, and takes no new one. Never fails. */
    CompletionStage<Void> stopProducers(Collection<ActorQueue> queues) {
        producersStopped = true; // before the look at the queues: what starts a producer before this is among them
        return all(List.copyOf(queues), ActorQueue::stopProducer);
    }

    private JonoException stopped(@Nullable Throwable cause) {
        return new JonoException(
                Reason.STOPPED, "The actor system '" + system.name() + "' is being stopped, or has been.", cause);
    }

    private static <T> CompletionStage<Void> all(List<T> each, Function<T, CompletionStage<Void>> stop) {
        return CompletableFuture.allOf(each.stream()
                .map(stop)
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture<?>[]::new));
    }
}
