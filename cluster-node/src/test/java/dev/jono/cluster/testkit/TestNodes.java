package dev.jono.cluster.testkit;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jono.cassandra.EmbeddedCassandra;
import dev.jono.cluster.JonoConfig;
import dev.jono.cluster.JonoNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.MemberStatus;
import org.awaitility.Awaitility;

/**
 * A cluster of nodes in this JVM, an actor system each, or forked, on the one Cassandra of the test run. Each cluster has a keyspace of its
 * own, so a cluster that is started again under the same name finds what it left.
 */
public final class TestNodes implements AutoCloseable {
    /** The name of every node's actor system. */
    static final String CLUSTER = "test";

    private static final Duration WAIT = Duration.ofMinutes(2);

    private final String keyspace;
    private final EmbeddedCassandra cassandra;
    private final List<ActorSystem<Void>> systems = new ArrayList<>();
    private final List<ForkedNode> forked = new ArrayList<>();

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
        return JonoNode.start(join(settings));
    }

    /** Starts an actor system that is a member, and hosts nothing before {@link JonoNode#start} makes it a node. */
    public ActorSystem<Void> startMember(String... settings) {
        ActorSystem<Void> system = join(settings);
        Awaitility.await()
                .atMost(WAIT)
                .until(() -> Cluster.get(system).selfMember().status().equals(MemberStatus.up()));
        return system;
    }

    private ActorSystem<Void> join(String... settings) {
        Config config = JonoConfig.over(ConfigFactory.parseString(configuration(settings)));
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), CLUSTER, config);
        systems.add(system);
        Cluster.get(system).join(Cluster.get(systems.get(0)).selfAddress());
        return system;
    }

    /** Starts one more node in a JVM of its own and waits until it can host queues. The first node cannot be such a one. */
    public ForkedNode fork(String... settings) {
        int regions = Owners.shards(systems.get(0)).size();
        String seed = Cluster.get(systems.get(0)).selfAddress().toString();
        ForkedNode node = ForkedNode.start(configuration(settings) + "\npekko.cluster.seed-nodes = [\"" + seed + "\"]");
        forked.add(node);
        Awaitility.await().atMost(WAIT).until(() -> {
            node.requireAlive();
            return Owners.shards(systems.get(0)).size() > regions;
        });
        return node;
    }

    /** Returns the actor system of a node, by the order of their starts. */
    public ActorSystem<Void> system(int index) {
        return systems.get(index);
    }

    /** Waits for a stage and returns its value. */
    public static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(WAIT.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError("The stage failed", failure);
        }
    }

    /** Ends every node as a crash of all of them would. */
    @Override
    public void close() {
        forked.forEach(ForkedNode::close);
        forked.clear();
        systems.forEach(ActorSystem::terminate);
        systems.forEach(system -> await(system.getWhenTerminated()));
        systems.clear();
    }

    /** What a test sets comes last, so it wins. */
    private String configuration(String... settings) {
        List<String> lines = new ArrayList<>();
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
        lines.addAll(Arrays.asList(settings));
        return String.join("\n", lines);
    }
}
