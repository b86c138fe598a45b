package dev.jono.benchmark.systems;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jono.cassandra.CommitLogSync;
import dev.jono.cassandra.EmbeddedCassandra;
import dev.jono.cluster.JonoConfig;
import dev.jono.cluster.JonoNode;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Starts the nodes of a benchmark and their Cassandra. */
final class Nodes {
    private static final String SYSTEM = "bench";
    private static final long PATIENCE_SECONDS = 180;
    private static final String HOST = "127.0.0.1";

    private Nodes() {}

    /** Starts a Cassandra whose data lies where the turn's data does. */
    static EmbeddedCassandra cassandra(CommitLogSync sync, Path folder) {
        return EmbeddedCassandra.builder()
                .commitLogSync(sync)
                .dataFolder(folder.resolve("cassandra"))
                .start();
    }

    /** Ends a Cassandra whose data nobody needs any more. */
    static void end(EmbeddedCassandra cassandra) {
        cassandra.kill();
        cassandra.stop();
    }

    /** Starts the only node of a cluster and waits until it can be used. */
    static ActorSystem<Void> single(int cassandraPort, int port) throws Exception {
        return start(cassandraPort, port, "jono.node.join-self = on");
    }

    /** Starts a process's part in the cluster of the node at {@code seedPort}, which hosts the queues. */
    static ActorSystem<Void> client(int cassandraPort, int seedPort) throws Exception {
        return start(cassandraPort, 0, """
                jono.node.hosts-queues = off
                pekko.cluster.seed-nodes = ["pekko://%s@%s:%d"]
                """.formatted(SYSTEM, HOST, seedPort));
    }

    private static ActorSystem<Void> start(int cassandraPort, int port, String more) throws Exception {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), SYSTEM, config(cassandraPort, port, more));
        JonoNode.start(system).ready().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return system;
    }

    private static Config config(int cassandraPort, int port, String more) {
        return JonoConfig.over(ConfigFactory.parseString("""
                jono.http.enabled = off
                jono.cassandra.contact-points = ["%s:%d"]
                jono.cassandra.replication-factor = 1
                jono.cassandra.allow-single-replica = on
                pekko.remote.artery.canonical.hostname = "%s"
                pekko.remote.artery.canonical.port = %d
                pekko.coordinated-shutdown.exit-jvm = off
                pekko.loglevel = WARNING
                %s
                """.formatted(HOST, cassandraPort, HOST, port, more)));
    }
}
