package dev.jono.api.actor;

import dev.jono.api.Jono;
import dev.jono.api.ProducerSettings;
import dev.jono.api.spi.QueueAccess;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.apache.pekko.actor.ExtensionIdProvider;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.jspecify.annotations.Nullable;

/** Where a node leaves its way to the queues, for {@link Jono#get} to find it. One for each actor system. */
public final class JonoExtension implements Extension {
    private static final Id ID = new Id();

    private final ActorSystem<Void> system;
    private final AtomicReference<@Nullable ActorJono> jono = new AtomicReference<>();

    private JonoExtension(ExtendedActorSystem system) {
        this.system = Adapter.toTyped(system);
    }

    /** Returns the actor system's. */
    public static JonoExtension get(ClassicActorSystemProvider system) {
        return ID.get(system);
    }

    /** Registers the way to the queues, with default settings for the producers behind {@link dev.jono.api.Queue#send}. */
    public void register(QueueAccess access) {
        register(access, ProducerSettings.DEFAULT);
    }

    /**
     * Registers the way to the queues. The actor system's coordinated shutdown stops what the client started in its phase
     * {@code service-requests-done}, whose time-out bounds that.
     *
     * @throws IllegalStateException when one has been registered
     */
    public void register(QueueAccess access, ProducerSettings producers) {
        ActorJono registered = new ActorJono(system, access, producers);
        if (!jono.compareAndSet(null, registered)) {
            throw new IllegalStateException("This actor system has a node already; start one for each actor system.");
        }
        // before the node stops hosting queues: while the cluster answers, work is given back and sends are confirmed
        CoordinatedShutdown.get(system)
                .addTask(
                        CoordinatedShutdown.PhaseServiceRequestsDone(),
                        "stop-jono-consumers-and-producers",
                        registered::stopAll);
    }

    /**
     * Returns the client.
     *
     * @throws IllegalStateException when no node has been started
     */
    public Jono jono() {
        ActorJono registered = jono.get();
        if (registered == null) {
            throw new IllegalStateException("No node has been started in the actor system '" + system.name()
                    + "'. Call JonoNode.start(system) first.");
        }
        return registered;
    }

    private static final class Id extends AbstractExtensionId<JonoExtension> implements ExtensionIdProvider {
        @Override
        public JonoExtension createExtension(ExtendedActorSystem system) {
            return new JonoExtension(system);
        }

        @Override
        public Id lookup() {
            return this;
        }
    }
}
