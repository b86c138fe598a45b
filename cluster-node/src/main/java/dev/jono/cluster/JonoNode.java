package dev.jono.cluster;

import dev.jono.api.actor.JonoExtension;
import dev.jono.api.spi.QueueAccess;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.Cluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process as a node of the queue cluster, in a service's own actor system. {@link JonoConfig} gives the configuration that
 * the system needs; it joins the cluster by its seed nodes, as any Pekko cluster does.
 *
 * <pre>{@code
 * JonoNode node = JonoNode.start(system);
 * node.ready().toCompletableFuture().join();
 * Jono.get(system).queue("orders").send(Message.of("…"));
 * }</pre>
 *
 * <p>Starting twice gives the same node. Safe for use by several threads.
 */
public final class JonoNode implements Extension {
    private static final Logger log = LoggerFactory.getLogger(JonoNode.class);

    private final ActorSystem<Void> system;
    private final Membership membership;
    private final Management management;

    private JonoNode(ExtendedActorSystem classic) {
        ConfigChecks.require(classic.settings().config());
        UnknownSettings.in(classic.settings().config(), classic.dynamicAccess().classLoader())
                .forEach(name -> log.warn("{} is no setting of Jono and does nothing: is it misspelt?", name));
        this.system = Adapter.toTyped(classic);
        NodeSettings settings = NodeSettings.of(classic.settings().config());
        Cluster cluster = Cluster.get(classic);
        if (settings.joinsItself() && cluster.settings().SeedNodes().isEmpty()) {
            cluster.join(cluster.selfAddress());
        }
        this.management = new Management(system, settings.hasHttp());
        this.membership = Membership.start(system, cluster, settings);
        JonoExtension.get(classic).register(membership.queues(), settings.producer());
    }

    /**
     * Starts the node, or returns it if it has started. Returns before the node has joined; see {@link #ready}.
     *
     * @throws IllegalStateException when the system's configuration does not fit; it names every key and the remedy
     */
    public static JonoNode start(ClassicActorSystemProvider system) {
        JonoNode node = Id.INSTANCE.get(system);
        node.management.start();
        return node;
    }

    /** Returns the way to the cluster's queues. */
    public QueueAccess queues() {
        return membership.queues();
    }

    /**
     * Returns a stage that completes when the node can be used: its HTTP port is open, it is a member of the cluster, and the
     * catalogue answers, which it does once Cassandra does. Fails with {@code UNAVAILABLE} and the cause after {@code
     * jono.node.start-timeout}; the node goes on trying.
     */
    public CompletionStage<Done> ready() {
        return management.bound().thenCompose(uri -> membership.ready());
    }

    /** Tells whether the node can be used now: it is up, it is not fenced out, and Cassandra answers a quorum read. */
    public CompletionStage<Boolean> isReady() {
        return membership.isReady();
    }

    /** Returns what the node counts of itself. */
    public NodeStatus status() {
        return membership.status();
    }

    /** Completes with the address of the HTTP port once it is open; empty if there is none. */
    public CompletionStage<Optional<URI>> management() {
        return management.bound();
    }

    /**
     * Stops the node: hands its queues over to other nodes, leaves the cluster, and stops the actor system with it, since a
     * process that has left a cluster cannot come back under the same name. Completes when that is done.
     */
    public CompletionStage<Done> stop() {
        return CoordinatedShutdown.get(system).runAll(Stopped.INSTANCE);
    }

    /** Why the actor system ended. */
    private static final class Stopped implements CoordinatedShutdown.Reason {
        static final Stopped INSTANCE = new Stopped();

        @Override
        public String toString() {
            return "JonoNode.stop()";
        }
    }

    private static final class Id extends AbstractExtensionId<JonoNode> {
        static final Id INSTANCE = new Id();

        @Override
        public JonoNode createExtension(ExtendedActorSystem system) {
            return new JonoNode(system);
        }
    }
}
