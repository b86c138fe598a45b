package dev.jono.cluster.catalogue;

import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.actor.QueueRequest;
import dev.jono.api.protocol.QueueKey;
import dev.jono.cluster.catalogue.CatalogueReply.Found;
import dev.jono.cluster.catalogue.CatalogueReply.NotDeclared;
import dev.jono.cluster.catalogue.CatalogueReply.Refused;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.ClusterSingletonSettings;
import org.apache.pekko.cluster.typed.SingletonActor;

/**
 * The list of the cluster's queues, as one node reaches it: the catalogue's actor, wherever it runs, and this node's copy. The
 * actor is a singleton on the nodes that host queues. Safe for use by several threads; every stage completes within {@code
 * jono.catalogue.timeout}.
 */
public final class Catalogue {
    private final CatalogueSettings settings;
    private final RepeatedAsk<CatalogueRequest, CatalogueReply> ask;
    private final CatalogueCopy copy = new CatalogueCopy();
    private final ActorRef<CopyActor.Message> copyActor;
    private final ActorSystem<?> system;
    private final AtomicLong known = new AtomicLong();

    private Catalogue(ActorSystem<?> system, ActorRef<CatalogueRequest> catalogue, CatalogueSettings settings) {
        this.system = system;
        this.settings = settings;
        this.ask = new RepeatedAsk<>(system, catalogue, settings.attemptTimeout(), settings.timeout());
        this.copyActor = system.systemActorOf(
                CopyActor.create(catalogue, copy, settings.refreshInterval()), "jono-catalogue-copy", Props.empty());
    }

    /**
     * Joins this node to the catalogue. Once for each actor system.
     *
     * @param role the role of the nodes that may run its actor
     * @param queues the way to the queues, for changes of their settings
     */
    public static Catalogue start(ActorSystem<?> system, String role, BiConsumer<QueueKey, QueueRequest> queues) {
        CatalogueSettings settings = CatalogueSettings.of(system.settings().config());
        ActorRef<CatalogueRequest> singleton = ClusterSingleton.get(system)
                .init(SingletonActor.of(CatalogueActor.create(settings, queues), "jono-catalogue")
                        .withStopMessage(CatalogueRequest.Stop.INSTANCE)
                        .withSettings(ClusterSingletonSettings.create(system).withRole(role)));
        return new Catalogue(system, singleton, settings);
    }

    /**
     * Declares a queue, and the dead-letter queues behind it that do not exist yet.
     *
     * @return the queue; fails with {@code CONFLICTING_SETTINGS}, {@code INVALID}, {@code TOO_MANY_QUEUES}, {@code OVERLOADED} or {@code
     *     UNAVAILABLE}
     */
    public CompletionStage<CatalogueEntry> declare(QueueName queue, QueueSettings queueSettings) {
        return ask.ask(replyTo -> new CatalogueRequest.Declare(queue, queueSettings, replyTo))
                .thenApply(this::entryOf);
    }

    /**
     * Replaces a queue's settings, and declares the dead-letter queues that they name.
     *
     * @return the queue once it has the settings, empty if there is none of that name; fails with {@code INVALID}, or with
     *     {@code UNKNOWN} when the outcome could not be learned in time
     */
    public CompletionStage<Optional<CatalogueEntry>> changeSettings(QueueName queue, QueueSettings queueSettings) {
        return change(queue, queueSettings, CatalogueRequest.Change.ANY_VERSION);
    }

    /**
     * Replaces a queue's settings if they are still those that were read.
     *
     * @param read the queue as {@link #lookUp} gave it
     * @return as from the other; fails with {@code CONFLICTING_SETTINGS} if the queue has been changed since
     */
    public CompletionStage<Optional<CatalogueEntry>> changeSettings(CatalogueEntry read, QueueSettings queueSettings) {
        return change(read.key().queue(), queueSettings, read.version());
    }

    private CompletionStage<Optional<CatalogueEntry>> change(
            QueueName queue, QueueSettings queueSettings, long version) {
        return ask.ask(replyTo -> new CatalogueRequest.Change(queue, queueSettings, version, replyTo))
                .exceptionally(failure -> {
                    throw new JonoException(
                            Reason.UNKNOWN,
                            "Queue " + queue + " has not taken its new settings yet; they may or may not take effect. "
                                    + "Change them again.",
                            failure);
                })
                .thenApply(this::entryIfDeclared);
    }

    /** Asks the catalogue's actor itself, never a copy; fails with {@code UNAVAILABLE}. */
    public CompletionStage<Optional<CatalogueEntry>> lookUp(QueueName queue) {
        return ask.ask(replyTo -> new CatalogueRequest.Find(queue, replyTo)).thenApply(this::entryIfDeclared);
    }

    /** Returns the queue if this node's copy has it. */
    public Optional<CatalogueEntry> copied(QueueName queue) {
        return copy.find(queue);
    }

    /**
     * Returns every queue by name: those of this node's copy, which has what this node was told before and is behind the
     * catalogue by a moment at most.
     */
    public CompletionStage<List<CatalogueEntry>> list() {
        long deadlineNanos = System.nanoTime() + settings.timeout().toNanos();
        return AskPattern.<CopyActor.Message, Done>ask(
                        copyActor,
                        replyTo -> new CopyActor.Await(known.get(), deadlineNanos, replyTo),
                        settings.timeout(),
                        system.scheduler())
                .handle((done, failure) -> {
                    if (failure != null) {
                        throw new JonoException(
                                Reason.UNAVAILABLE, RepeatedAsk.noAnswer("catalogue", settings.timeout()), failure);
                    }
                    return copy.entries();
                });
    }

    private Optional<CatalogueEntry> entryIfDeclared(CatalogueReply reply) {
        return reply instanceof NotDeclared ? Optional.empty() : Optional.of(entryOf(reply));
    }

    private CatalogueEntry entryOf(CatalogueReply reply) {
        if (reply instanceof Found found) {
            known.accumulateAndGet(found.entry().version(), Math::max);
            return found.entry();
        }
        if (reply instanceof Refused refused) {
            throw new JonoException(refused.reason(), refused.detail());
        }
        throw new JonoException(Reason.INTERNAL, "The catalogue answered with " + reply + ".");
    }
}
