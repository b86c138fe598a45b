package dev.jono.benchmark.systems;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jono.benchmark.system.Server;
import dev.jono.cluster.JonoConfig;
import dev.jono.cluster.JonoNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Starts the nodes of a benchmark. */
final class Nodes {
    /** The configuration of the only node of a cluster. */
    static final String ALONE = "jono.node.join-self = on\n";

    private static final String SYSTEM = "bench";
    private static final long PATIENCE_SECONDS = 180;
    private static final String HOST = "127.0.0.1";

    private Nodes() {}

    /** Starts a node in a process of its own, which tells nobody when it can be used. */
    static Server fork(Path folder, List<String> options, int cassandraPort, int port, String more) throws IOException {
        return Server.java(
                "node-" + port,
                folder,
                options,
                NodeMain.class,
                List.of(String.valueOf(cassandraPort), String.valueOf(port), more));
    }

    /** Returns the configuration of a node whose cluster begins with those at {@code ports}. */
    static String joining(List<Integer> ports) {
        return ports.stream()
                .map(port -> "\"pekko://" + SYSTEM + "@" + HOST + ":" + port + "\"")
                .collect(Collectors.joining(",", "pekko.cluster.seed-nodes = [", "]\n"));
    }

    /** Returns the configuration of a node with a management port. */
    static String managedAt(int port) {
        return "jono.http.enabled = on\njono.http.port = " + port + "\n";
    }

    /** Starts a process's part in the cluster of the nodes at {@code ports}, which host the queues. */
    static ActorSystem<Void> client(int cassandraPort, List<Integer> ports) throws Exception {
        return start(cassandraPort, 0, "jono.node.hosts-queues = off\n" + joining(ports));
    }

    /**
     * Starts this process's part in a cluster and waits until it can be used.
     *
     * @param more configuration, such as {@link #ALONE}
     */
    static ActorSystem<Void> start(int cassandraPort, int port, String more) throws Exception {
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
