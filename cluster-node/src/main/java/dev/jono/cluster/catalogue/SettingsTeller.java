package dev.jono.cluster.catalogue;

import dev.jono.api.JonoException.Reason;
import dev.jono.api.actor.QueueRequest;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Tells a queue its new settings, every few seconds until the queue says that it has them. */
final class SettingsTeller {
    private static final Duration AGAIN = Duration.ofSeconds(3);

    /** What the teller tells itself when it is time; nothing else of that kind tells it anything new. */
    private static final QueueReply TIME = new QueueReply.Failed(Reason.UNAVAILABLE, "The queue has not answered.");

    private SettingsTeller() {}

    /**
     * Returns the behavior of an actor that does so once.
     *
     * @param entry the queue and its new settings
     * @param queues the way to the queues
     * @param catalogue is told when it is done
     */
    static Behavior<QueueReply> create(
            CatalogueEntry entry, BiConsumer<QueueKey, QueueRequest> queues, ActorRef<CatalogueRequest> catalogue) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            QueueRequest request =
                    new QueueRequest(new QueueCommand.ChangeSettings(entry.settings()), context.getSelf());
            queues.accept(entry.key(), request);
            timers.startTimerWithFixedDelay(TIME, AGAIN);
            return Behaviors.receiveMessage(reply -> {
                if (reply instanceof QueueReply.Done) {
                    catalogue.tell(new CatalogueRequest.Taken(entry.key(), entry.version()));
                    return Behaviors.stopped();
                }
                if (reply == TIME) {
                    queues.accept(entry.key(), request);
                }
                return Behaviors.same();
            });
        }));
    }
}
