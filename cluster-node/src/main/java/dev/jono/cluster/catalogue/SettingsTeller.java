package dev.jono.cluster.catalogue;

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

    private SettingsTeller() {}

    /** What the teller hears. */
    sealed interface Told {}

    private record FromQueue(QueueReply reply) implements Told {}

    private enum Time implements Told {
        AGAIN
    }

    /**
     * Returns the behavior of an actor that does so once.
     *
     * @param entry the queue and its new settings
     * @param queues the way to the queues
     * @param catalogue is told when it is done
     */
    static Behavior<Told> create(
            CatalogueEntry entry, BiConsumer<QueueKey, QueueRequest> queues, ActorRef<CatalogueRequest> catalogue) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            ActorRef<QueueReply> replies = context.messageAdapter(QueueReply.class, FromQueue::new);
            QueueRequest request = new QueueRequest(new QueueCommand.ChangeSettings(entry.settings()), replies);
            queues.accept(entry.key(), request);
            timers.startTimerWithFixedDelay(Time.AGAIN, AGAIN);
            return Behaviors.receive(Told.class)
                    .onMessageEquals(Time.AGAIN, () -> {
                        queues.accept(entry.key(), request);
                        return Behaviors.same();
                    })
                    .onMessage(FromQueue.class, told -> {
                        if (!(told.reply() instanceof QueueReply.Done)) {
                            return Behaviors.same(); // asked again when it is time
                        }
                        catalogue.tell(new CatalogueRequest.Taken(entry.key(), entry.version()));
                        return Behaviors.stopped();
                    })
                    .build();
        }));
    }
}
