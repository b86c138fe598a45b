package dev.jono.cluster.catalogue;

import dev.jono.cluster.catalogue.CatalogueReply.Changes;
import dev.jono.cluster.catalogue.CatalogueRequest.Follow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Keeps this node's copy: asks for what follows on its version, at once, then every few seconds, and whenever it is told of a
 * change that does not follow on what it has. A version means the same for ever, so the catalogue may move and restart meanwhile.
 */
final class CopyActor extends AbstractBehavior<CopyActor.Message> {
    /** What it takes. */
    sealed interface Message {}

    private record Refresh() implements Message {}

    private record Told(CatalogueReply reply) implements Message {}

    /**
     * Asks to be told when the copy has reached a version.
     *
     * @param version the version
     * @param deadlineNanos until when, by {@link System#nanoTime}
     * @param replyTo who is told
     */
    record Await(long version, long deadlineNanos, ActorRef<Done> replyTo) implements Message {}

    private final ActorRef<CatalogueRequest> catalogue;
    private final CatalogueCopy copy;
    private final ActorRef<CatalogueReply> replies;
    private final List<Await> waiting = new ArrayList<>();
    private long version;
    private boolean followed;

    private CopyActor(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            ActorRef<CatalogueRequest> catalogue,
            CatalogueCopy copy,
            Duration refreshInterval) {
        super(context);
        this.catalogue = catalogue;
        this.copy = copy;
        this.replies = context.messageAdapter(CatalogueReply.class, Told::new);
        timers.startTimerWithFixedDelay(new Refresh(), Duration.ZERO, refreshInterval);
    }

    static Behavior<Message> create(
            ActorRef<CatalogueRequest> catalogue, CatalogueCopy copy, Duration refreshInterval) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new CopyActor(context, timers, catalogue, copy, refreshInterval)));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Refresh.class, refresh -> onRefresh())
                .onMessage(Told.class, this::onTold)
                .onMessage(Await.class, this::onAwait)
                .build();
    }

    private Behavior<Message> onRefresh() {
        waiting.removeIf(await -> System.nanoTime() - await.deadlineNanos() > 0);
        follow();
        return this;
    }

    private Behavior<Message> onAwait(Await await) {
        waiting.add(await);
        if (!answerWaiting()) {
            follow();
        }
        return this;
    }

    private Behavior<Message> onTold(Told told) {
        if (told.reply() instanceof Changes changes) {
            onChanges(changes);
        }
        return this;
    }

    private void onChanges(Changes changes) {
        if (changes.after() > version) {
            follow(); // something between was missed
            return;
        }
        changes.entries().stream().filter(entry -> entry.version() > version).forEach(copy::put);
        version = Math.max(version, changes.upTo());
        followed = followed || version >= changes.latest();
        if (version < changes.latest()) {
            follow();
        }
        answerWaiting();
    }

    /** Answers whoever waits for no more than there is; returns whether nobody is left. */
    private boolean answerWaiting() {
        for (Iterator<Await> each = waiting.iterator(); followed && each.hasNext(); ) {
            Await await = each.next();
            if (await.version() <= version) {
                await.replyTo().tell(Done.getInstance());
                each.remove();
            }
        }
        return waiting.isEmpty();
    }

    private void follow() {
        catalogue.tell(new Follow(version, replies));
    }
}
