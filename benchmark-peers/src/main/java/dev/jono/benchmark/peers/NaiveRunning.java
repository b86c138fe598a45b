package dev.jono.benchmark.peers;

import dev.jono.benchmark.system.Alarm;
import dev.jono.benchmark.system.BenchmarkException;
import dev.jono.benchmark.system.Confirm;
import dev.jono.benchmark.system.Consuming;
import dev.jono.benchmark.system.Handler;
import dev.jono.benchmark.system.Sender;
import dev.jono.benchmark.system.SystemUnderTest;
import dev.jono.benchmark.systems.Cassandras;
import dev.jono.cassandra.EmbeddedCassandra;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.Version;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.cassandra.journal.CassandraJournal;

/** Naive queues in this process, with a Cassandra beside it. */
final class NaiveRunning implements SystemUnderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EmbeddedCassandra cassandra;
    private final ActorSystem<Void> system;
    private final ActorRef<Start> parent;
    private final Map<String, ActorRef<NaiveQueue.Command>> queues = new HashMap<>();
    private int consumers;

    /** Asks for a queue's actor. */
    private record Start(String name, ActorRef<ActorRef<NaiveQueue.Command>> replyTo) {}

    NaiveRunning(EmbeddedCassandra cassandra, ActorSystem<Void> system, Alarm alarm) {
        this.cassandra = cassandra;
        this.system = system;
        this.parent = system.systemActorOf(parent(alarm), "queues", Props.empty());
    }

    @Override
    public void declare(List<String> names) throws Exception {
        for (String name : names) {
            queues.put(
                    name,
                    AskPattern.<Start, ActorRef<NaiveQueue.Command>>ask(
                                    parent, replyTo -> new Start(name, replyTo), PATIENCE, system.scheduler())
                            .toCompletableFuture()
                            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        }
    }

    @Override
    public Sender sender(String queue, Confirm confirm) {
        ActorRef<NaiveQueue.Command> target = queue(queue);
        return payload -> target.tell(new NaiveQueue.Send(payload, confirm));
    }

    @Override
    public Consuming consume(String queue, Handler handler) {
        ActorRef<NaiveQueue.Command> source = queue(queue);
        ActorRef<NaiveQueue.Delivery> consumer =
                system.systemActorOf(consumer(source, handler), "consumer-" + ++consumers, Props.empty());
        source.tell(new NaiveQueue.Subscribe(consumer));
        return () -> AskPattern.<NaiveQueue.Command, Done>ask(
                        source, replyTo -> new NaiveQueue.Unsubscribe(consumer, replyTo), PATIENCE, system.scheduler())
                .toCompletableFuture()
                .join();
    }

    @Override
    public Map<String, String> about() {
        Map<String, String> about = new LinkedHashMap<>();
        about.put("Pekko", Version.current());
        about.put(
                "pekko-persistence-cassandra",
                CassandraJournal.class.getPackage().getImplementationVersion());
        about.putAll(Cassandras.about(cassandra));
        return about;
    }

    @Override
    public List<ProcessHandle> servers() {
        return ProcessHandle.of(cassandra.pid()).stream().toList();
    }

    @Override
    public void close() {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
        Cassandras.end(cassandra);
    }

    private ActorRef<NaiveQueue.Command> queue(String name) {
        ActorRef<NaiveQueue.Command> found = queues.get(name);
        if (found == null) {
            throw new IllegalArgumentException("There is no queue '" + name + "'.");
        }
        return found;
    }

    /** A queue whose event cannot be persisted stops; without a word its messages would be waited for in vain. */
    private static Behavior<Start> parent(Alarm alarm) {
        return Behaviors.setup(context -> Behaviors.receive(Start.class)
                .onMessage(Start.class, start -> {
                    ActorRef<NaiveQueue.Command> queue = context.spawn(NaiveQueue.create(start.name()), start.name());
                    context.watch(queue);
                    start.replyTo().tell(queue);
                    return Behaviors.same();
                })
                .onSignal(ChildFailed.class, failed -> {
                    alarm.raise(new BenchmarkException(
                            "Naive queue " + failed.getRef().path().name() + " has stopped: " + failed.cause(),
                            failed.cause()));
                    return Behaviors.same();
                })
                .build());
    }

    private static Behavior<NaiveQueue.Delivery> consumer(ActorRef<NaiveQueue.Command> source, Handler handler) {
        return Behaviors.setup(context -> Behaviors.receiveMessage(delivery -> {
            handler.handle(
                    delivery.payload(),
                    done -> source.tell(new NaiveQueue.Settle(delivery.number(), context.getSelf(), done)));
            return Behaviors.same();
        }));
    }
}
