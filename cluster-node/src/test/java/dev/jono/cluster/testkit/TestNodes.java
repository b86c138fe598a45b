package dev.jono.cluster.testkit;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jono.cassandra.EmbeddedCassandra;
import dev.jono.cluster.JonoConfig;
import dev.jono.cluster.JonoNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Cluster;

/**
 * A cluster of nodes in this JVM, an actor system each, on the one Cassandra of the test run. Each cluster has a keyspace of its
 * own, so a cluster that is started again under the same name finds what it left.
 */
public final class TestNodes implements AutoCloseable {
    private static final long WAIT_SECONDS = 120;

    private final String keyspace;
    private final EmbeddedCassandra cassandra;
    private final List<ActorSystem<Void>> systems = new ArrayList<>();

    /** Makes a cluster on the Cassandra that the tests share. */
    public TestNodes(String keyspace) {
        this(keyspace, Shared.CASSANDRA);
    }

    /** Makes a cluster on a Cassandra of the test's own. */
    public TestNodes(String keyspace, EmbeddedCassandra cassandra) {
        this.keyspace = keyspace;
        this.cassandra = cassandra;
    }

    /** Started at the first use; it ends with the test's JVM. */
    private static final class Shared {
        static final EmbeddedCassandra CASSANDRA = EmbeddedCassandra.start();
    }

    /** Starts one more node and waits until it can be used. */
    public JonoNode start(String... settings) {
        JonoNode node = startWithoutWaiting(settings);
        await(node.ready());
        return node;
    }

    /** Starts one more node. */
    public JonoNode startWithoutWaiting(String... settings) {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "test", config(settings));
        systems.add(system);
        Cluster cluster = Cluster.get(system);
        cluster.join(Cluster.get(systems.get(0)).selfAddress());
        return JonoNode.start(system);
    }

    /** Returns the actor system of a node, by the order of their starts. */
    public ActorSystem<Void> system(int index) {
        return systems.get(index);
    }

    /** Waits for a stage and returns its value. */
    public static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError("The stage failed", failure);
        }
    }

    /** Ends a node as a crash would: it neither hands anything over nor leaves the cluster. */
    public void kill(int index) {
        systems.get(index).terminate();
        await(systems.get(index).getWhenTerminated());
    }

    /** Ends every node as a crash of all of them would. */
    @Override
    public void close() {
        systems.forEach(ActorSystem::terminate);
        systems.forEach(system -> await(system.getWhenTerminated()));
        systems.clear();
    }

    private Config config(String... settings) {
        List<String> lines = new ArrayList<>(Arrays.asList(settings));
        lines.add("jono.cassandra.contact-points = [\"" + cassandra.host() + ":" + cassandra.port() + "\"]");
        lines.add("jono.cassandra.local-datacenter = " + EmbeddedCassandra.DATACENTER);
        lines.add("jono.cassandra.keyspace = " + keyspace);
        lines.add("jono.cassandra.replication-factor = 1");
        lines.add("jono.cassandra.allow-single-replica = on");
        // A shared machine may stall for longer than a production node may.
        lines.add("jono.fence.max-pause = 5 minutes");
        lines.add("jono.fence.allow-long-pause = on");
        lines.add("pekko.remote.artery.canonical.port = 0");
        lines.add("jono.http.port = 0");
        lines.add("pekko.loglevel = WARNING");
        lines.add("pekko.stdout-loglevel = WARNING");
        lines.add("pekko.cluster.jmx.multi-mbeans-in-same-jvm = on");
        // Terminating a system is how a test crashes a node.
        lines.add("pekko.coordinated-shutdown.run-by-actor-system-terminate = off");
        // The systems of a test end in any order and within one JVM.
        lines.add("pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off");
        return JonoConfig.over(ConfigFactory.parseString(String.join("\n", lines)));
    }
}
