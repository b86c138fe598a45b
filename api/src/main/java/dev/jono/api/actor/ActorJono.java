package dev.jono.api.actor;

import dev.jono.api.Jono;
import dev.jono.api.ProducerSettings;
import dev.jono.api.Queue;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.spi.QueueAccess;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;

/** The client: one queue object, and with it one producer, for each queue that is used. */
final class ActorJono implements Jono {
    private final ActorSystem<?> system;
    private final QueueAccess access;
    private final ProducerSettings producers;
    private final Map<QueueName, ActorQueue> queues = new ConcurrentHashMap<>();
    private final Set<SpawnedConsumer> consumers = ConcurrentHashMap.newKeySet();

    ActorJono(ActorSystem<?> system, QueueAccess access, ProducerSettings producers) {
        this.system = system;
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
        return queues.computeIfAbsent(name, key -> new ActorQueue(system, access, key, producers, consumers));
    }

    /** Stops the consumers, whose handlers may send, and then the producers. Never fails. */
    CompletionStage<Done> stopAll() {
        return all(List.copyOf(consumers), SpawnedConsumer::stop)
                .thenCompose(done -> all(List.copyOf(queues.values()), ActorQueue::stopProducer))
                .thenApply(done -> Done.getInstance());
    }

    private static <T> CompletionStage<Void> all(List<T> each, Function<T, CompletionStage<Void>> stop) {
        return CompletableFuture.allOf(each.stream()
                .map(stop)
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture<?>[]::new));
    }
}
