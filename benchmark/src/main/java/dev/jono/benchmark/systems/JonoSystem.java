package dev.jono.benchmark.systems;

import dev.jono.api.ConsumerSettings;
import dev.jono.api.Delivery;
import dev.jono.api.Message;
import dev.jono.api.MessageId;
import dev.jono.api.ProducerSettings;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.actor.Consumer;
import dev.jono.api.actor.Producer;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.spi.QueueAccess;
import dev.jono.benchmark.system.Ack;
import dev.jono.benchmark.system.Alarm;
import dev.jono.benchmark.system.Confirm;
import dev.jono.benchmark.system.Consuming;
import dev.jono.benchmark.system.Handler;
import dev.jono.benchmark.system.Sender;
import dev.jono.benchmark.system.SystemUnderTest;
import dev.jono.cassandra.EmbeddedCassandra;
import dev.jono.cluster.JonoNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.Version;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;

/** Jono, used through producers and consumers that are actors, as a service that has actors uses them. */
abstract class JonoSystem implements SystemUnderTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /**
     * A delivery counts until its ack is committed, so that a queue turns over no more than all consumers may hold in the time of a commit or two. A
     * handler here ends with its ack, so what is handled at once is what a consumer may hold, as a prefetch is.
     */
    private static final int CAPACITY = 2_000;

    private static final ConsumerSettings CONSUMER =
            ConsumerSettings.builder().capacity(CAPACITY).concurrency(CAPACITY).build();

    private final ActorSystem<Void> system;
    private final QueueAccess access;
    private final Alarm alarm;
    private int actors;

    /** A system whose queues are reached from this process's part in the cluster. */
    JonoSystem(ActorSystem<Void> system, Alarm alarm) {
        this.system = system;
        this.access = JonoNode.start(system).queues();
        this.alarm = alarm;
    }

    /** Returns what differs from Jono's defaults, and the defaults that a comparison depends on. */
    static String settings() {
        return String.format(
                Locale.ROOT,
                "Queues, producers and nodes with their defaults. A consumer may hold %,d deliveries (by default %,d), and all of these"
                        + " are handled at once (by default %,d): here a handler ends with its ack.",
                CONSUMER.capacity(),
                ConsumerSettings.DEFAULT.capacity(),
                ConsumerSettings.DEFAULT.concurrency());
    }

    /** Returns the versions of what runs, with those of the Cassandra below. */
    final Map<String, String> about(EmbeddedCassandra cassandra) {
        Map<String, String> about = new LinkedHashMap<>();
        about.put("Pekko", Version.current());
        about.putAll(Cassandras.about(cassandra));
        return about;
    }

    /** As many as a producer takes by default. */
    @Override
    public final int window(int window, int payloadBytes) {
        long most = ProducerSettings.DEFAULT.maxUnconfirmedBytes() / payloadBytes;
        return (int) Math.max(1, Math.min(Math.min(window, ProducerSettings.DEFAULT.maxUnconfirmed()), most));
    }

    /** Returns this process's part in the cluster. */
    final ActorSystem<Void> actorSystem() {
        return system;
    }

    /** Returns the key of a declared queue. */
    final QueueKey key(String queue) throws Exception {
        return access.resolve(QueueName.of(queue)).toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public final void declare(List<String> queues) throws Exception {
        List<CompletableFuture<?>> declared = queues.stream()
                .<CompletableFuture<?>>map(queue -> access.declare(QueueName.of(queue), QueueSettings.DEFAULT)
                        .toCompletableFuture())
                .toList();
        CompletableFuture.allOf(declared.toArray(CompletableFuture[]::new)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public final Sender sender(String queue, Confirm confirm) {
        ActorRef<Producer.Command> producer =
                spawn(Producer.create(access, QueueName.of(queue), ProducerSettings.DEFAULT));
        ActorRef<StatusReply<MessageId>> replies = spawn(confirms(confirm));
        return payload -> producer.tell(new Producer.Send(Message.of(payload), replies));
    }

    @Override
    public final Consuming consume(String queue, Handler handler) {
        ActorRef<Consumer.Command> consumer =
                spawn(Consumer.create(access, QueueName.of(queue), CONSUMER, spawn(deliveries(handler))));
        return () -> AskPattern.<Consumer.Command, Done>ask(consumer, Consumer.Stop::new, PATIENCE, system.scheduler())
                .toCompletableFuture()
                .join();
    }

    /** Ends this process's part; what it ran beside goes after it. */
    @Override
    public void close() {
        JonoNode.start(system).stop().toCompletableFuture().join();
    }

    private Behavior<StatusReply<MessageId>> confirms(Confirm confirm) {
        return Behaviors.receiveMessage(reply -> {
            if (reply.isError()) {
                alarm.raise(reply.getError());
            } else {
                confirm.confirmed();
            }
            return Behaviors.same();
        });
    }

    private Behavior<Delivery> deliveries(Handler handler) {
        return Behaviors.receiveMessage(delivery -> {
            handler.handle(delivery.message().payload(), ack(delivery));
            return Behaviors.same();
        });
    }

    private Ack ack(Delivery delivery) {
        return done -> {
            CompletionStage<?> acked = delivery.ack();
            acked.whenComplete((result, failure) -> {
                if (failure == null) {
                    done.run();
                } else {
                    alarm.raise(failure);
                }
            });
        };
    }

    private <T> ActorRef<T> spawn(Behavior<T> behavior) {
        return system.systemActorOf(behavior, "bench-" + ++actors, Props.empty());
    }
}
