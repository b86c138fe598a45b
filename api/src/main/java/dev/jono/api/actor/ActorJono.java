package dev.jono.api.actor;

import dev.jono.api.Jono;
import dev.jono.api.ProducerSettings;
import dev.jono.api.Queue;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.spi.QueueAccess;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;

/** The client: one queue object, and with it one producer, for each queue that is used. */
final class ActorJono implements Jono {
    private final ClientActors actors;
    private final QueueAccess access;
    private final ProducerSettings producers;
    private final Map<QueueName, ActorQueue> queues = new ConcurrentHashMap<>();

    ActorJono(ActorSystem<?> system, QueueAccess access, ProducerSettings producers) {
        this.actors = new ClientActors(system);
        this.access = access;
        this.producers = producers;
    }

    @Override
    public CompletionStage<Queue> declare(String name, QueueSettings settings) {
        ActorQueue queue = queueOf(new QueueName(name));
        return access.declare(queue.name(), settings).thenApply(key -> queue);
    }

    @Override
    public Queue queue(String name) {
        return queueOf(new QueueName(name));
    }

    @Override
    public CompletionStage<List<QueueName>> queues() {
        return access.queues()
                .thenApply(declared -> declared.stream()
                        .map(queue -> queue.key().queue())
                        .sorted()
                        .toList());
    }

    private ActorQueue queueOf(QueueName name) {
        return queues.computeIfAbsent(name, key -> new ActorQueue(actors, access, key, producers));
    }

    /** Stops the consumers and then the producers. Never fails. */
    CompletionStage<Done> stopAll() {
        return actors.stopConsumers()
                .thenCompose(done -> actors.stopProducers(queues.values()))
                .thenApply(done -> Done.getInstance());
    }
}
