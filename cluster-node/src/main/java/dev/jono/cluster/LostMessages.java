package dev.jono.cluster;

import dev.jono.api.actor.QueueRequest;
import dev.jono.api.protocol.QueueReply;
import dev.jono.cluster.catalogue.CatalogueReply;
import dev.jono.cluster.catalogue.CatalogueRequest;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.Dropped;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.event.Logging;
import org.apache.pekko.remote.artery.QuarantinedEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what this node's actor system threw away instead of delivering it, and warns of it, at most once every few seconds. Nothing is
 * lost by it, because whoever sent it asks again; but it costs time, and one that is too large for a frame never arrives. Safe for use by several
 * threads.
 */
final class LostMessages {
    static final Duration WARN_EVERY = Duration.ofSeconds(10);

    /**
     * Where remoting puts messages on the wire. What does not fit into a frame it only logs as an error: as a {@code Dropped} it publishes
     * what overflows its own buffer, but not what overflows protobuf's.
     */
    private static final String ENCODER = "org.apache.pekko.remote.artery.Encoder";

    private static final Logger log = LoggerFactory.getLogger(LostMessages.class);

    private final LongAdder dropped = new LongAdder();
    private final LongAdder unsendable = new LongAdder();
    private final LongAdder undelivered = new LongAdder();
    private final LongAdder quarantines = new LongAdder();

    private LostMessages() {}

    /** One thing that happened. */
    private sealed interface Loss {}

    private record Thrown(Dropped event) implements Loss {}

    private record Unsendable(Logging.Error error) implements Loss {}

    private record Undelivered(DeadLetter letter) implements Loss {}

    private record Quarantined(QuarantinedEvent event) implements Loss {}

    private record Warn() implements Loss {}

    /** Starts counting for the actor system. */
    static LostMessages start(ActorSystem<?> system) {
        LostMessages lost = new LostMessages();
        system.systemActorOf(lost.counting(), "jono-lost-messages", Props.empty());
        return lost;
    }

    LostCounts counts() {
        return new LostCounts(dropped.sum(), unsendable.sum(), undelivered.sum(), quarantines.sum());
    }

    private Behavior<Loss> counting() {
        return Behaviors.setup(context -> {
            subscribe(context);
            return Behaviors.withTimers(timers -> Behaviors.receive(Loss.class)
                    .onMessage(Warn.class, warn -> {
                        warn();
                        return Behaviors.same();
                    })
                    .onAnyMessage(loss -> {
                        if (count(loss) && !timers.isTimerActive(Warn.class)) {
                            timers.startSingleTimer(Warn.class, new Warn(), WARN_EVERY);
                            log.warn("Messages are lost on their way, for the first time or again: {}", describe(loss));
                        }
                        return Behaviors.same();
                    })
                    .build());
        });
    }

    private static void subscribe(ActorContext<Loss> context) {
        var events = context.getSystem().eventStream();
        events.tell(new EventStream.Subscribe<>(Dropped.class, context.messageAdapter(Dropped.class, Thrown::new)));
        events.tell(new EventStream.Subscribe<>(
                Logging.Error.class, context.messageAdapter(Logging.Error.class, Unsendable::new)));
        events.tell(new EventStream.Subscribe<>(
                DeadLetter.class, context.messageAdapter(DeadLetter.class, Undelivered::new)));
        events.tell(new EventStream.Subscribe<>(
                QuarantinedEvent.class, context.messageAdapter(QuarantinedEvent.class, Quarantined::new)));
    }

    /** Counts it; returns whether it is worth a warning. What a stopped actor does not get any more is usual. */
    private boolean count(Loss loss) {
        if (loss instanceof Thrown thrown) {
            boolean countedAsError = thrown.event().reason().contains("oversized");
            dropped.add(countedAsError ? 0 : 1);
            return !countedAsError;
        }
        if (loss instanceof Unsendable unsendableLoss) {
            boolean ofEncoder = unsendableLoss.error().logClass().getName().startsWith(ENCODER);
            unsendable.add(ofEncoder ? 1 : 0);
            return ofEncoder;
        }
        if (loss instanceof Undelivered undeliveredLoss) {
            if (isOurs(undeliveredLoss.letter().message())) {
                undelivered.increment();
            }
            return false;
        }
        quarantines.increment();
        return true;
    }

    private void warn() {
        LostCounts counts = counts();
        log.warn(
                "Lost on their way since the start: {} dropped, {} not to be sent (too large for a frame), {} connections quarantined. GET"
                        + " /jono/v1/node shows these counts",
                counts.dropped(),
                counts.unsendable(),
                counts.quarantines());
    }

    private static String describe(Loss loss) {
        if (loss instanceof Thrown thrown) {
            return thrown.event().reason() + " ("
                    + thrown.event().message().getClass().getName() + " to "
                    + thrown.event().recipient() + ")";
        }
        if (loss instanceof Unsendable unsendable) {
            return unsendable.error().message() + " " + unsendable.error().cause();
        }
        return loss instanceof Quarantined quarantined ? quarantined.event().toString() : loss.toString();
    }

    private static boolean isOurs(Object message) {
        Object inner = message instanceof ShardingEnvelope<?> envelope ? envelope.message() : message;
        return inner instanceof QueueRequest
                || inner instanceof QueueReply
                || inner instanceof CatalogueRequest
                || inner instanceof CatalogueReply;
    }
}
