package dev.jono.api.actor;

import dev.jono.api.ConsumerSettings;
import dev.jono.api.Delivery;
import dev.jono.api.DeliveryHandler;
import dev.jono.api.QueueName;
import dev.jono.api.spi.QueueAccess;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;

/**
 * An actor that consumes one queue: it asks for as many deliveries as it has capacity for, has them handled with bounded
 * concurrency, extends their leases meanwhile, and settles them in batches.
 *
 * <p>A queue that is not declared, or not reachable, is waited for. A handler that hangs keeps its place; its message goes
 * to another consumer once {@link ConsumerSettings#maxHandling()} is over.
 */
public final class Consumer {
    private Consumer() {}

    /** What a consumer takes. */
    public sealed interface Command permits Stop, ConsumerActor.Internal {}

    /**
     * Stops the consumer: it takes no more deliveries, gives back what has not started, waits for running handlers up to
     * its stop timeout and gives the rest back.
     *
     * @param replyTo is told when it has stopped
     */
    public record Stop(ActorRef<Done> replyTo) implements Command {}

    /** Returns the behavior of a consumer that has its deliveries handled by {@code handler}. */
    public static Behavior<Command> create(
            QueueAccess access, QueueName queue, ConsumerSettings settings, DeliveryHandler handler) {
        return ConsumerActor.create(access, queue, settings, handler);
    }

    /**
     * Returns the behavior of a consumer that hands its deliveries to an actor of this process, which settles each; at most {@link
     * ConsumerSettings#concurrency()} of them are unsettled at once. The consumer stops when that actor does.
     */
    public static Behavior<Command> create(
            QueueAccess access, QueueName queue, ConsumerSettings settings, ActorRef<Delivery> target) {
        return ConsumerActor.create(access, queue, settings, target);
    }
}
