package dev.jono.benchmark.peers;

import dev.jono.benchmark.system.Confirm;
import dev.jono.benchmark.system.Handler;
import dev.jono.benchmark.system.Sender;
import dev.jono.benchmark.system.SystemUnderTest;
import dev.jono.benchmark.systems.Cassandras;
import dev.jono.cassandra.EmbeddedCassandra;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Naive queues in this process, with a Cassandra beside it. */
final class NaiveRunning implements SystemUnderTest {
    private final EmbeddedCassandra cassandra;
    private final ActorSystem<Void> system;
    private final Map<String, ActorRef<NaiveQueue.Command>> queues = new HashMap<>();
    private int consumers;

    NaiveRunning(EmbeddedCassandra cassandra, ActorSystem<Void> system) {
        this.cassandra = cassandra;
        this.system = system;
    }

    @Override
    public void declare(List<String> names) {
        for (String name : names) {
            queues.put(name, system.systemActorOf(NaiveQueue.create(name), name, Props.empty()));
        }
    }

    @Override
    public Sender sender(String queue, Confirm confirm) {
        ActorRef<NaiveQueue.Command> target = queue(queue);
        return payload -> target.tell(new NaiveQueue.Send(payload, confirm));
    }

    @Override
    public void consume(String queue, Handler handler) {
        ActorRef<NaiveQueue.Command> source = queue(queue);
        ActorRef<NaiveQueue.Delivery> consumer =
                system.systemActorOf(consumer(source, handler), "consumer-" + ++consumers, Props.empty());
        source.tell(new NaiveQueue.Subscribe(consumer));
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

    private static Behavior<NaiveQueue.Delivery> consumer(ActorRef<NaiveQueue.Command> source, Handler handler) {
        return Behaviors.setup(context -> Behaviors.receiveMessage(delivery -> {
            handler.handle(
                    delivery.payload(),
                    done -> source.tell(new NaiveQueue.Settle(delivery.number(), context.getSelf(), done)));
            return Behaviors.same();
        }));
    }
}
