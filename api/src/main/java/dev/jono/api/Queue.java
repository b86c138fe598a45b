package dev.jono.api;

import dev.jono.api.protocol.QueueStatus;
import java.util.concurrent.CompletionStage;

/** One queue. See {@link Jono} for how its stages fail and where what depends on them runs. */
public interface Queue {

    /** Returns its name. */
    QueueName name();

    /**
     * Sends a message; the stage completes with its id when it is stored durably.
     *
     * <p>Messages that one thread sends are stored in that order. A failover is ridden out for {@link
     * ProducerSettings#giveUpAfter()}; then the stage fails as {@code UNKNOWN}, since the message may be stored, or as
     * {@code UNAVAILABLE}, when it is certain that it is not. What is unconfirmed is bounded for each queue and actor
     * system; past {@link ProducerSettings#maxUnconfirmed()} the stage fails as {@code OVERLOADED} at once, and nothing is
     * stored. A caller that sends much therefore waits for earlier stages, for instance with a semaphore that each stage
     * releases.
     */
    CompletionStage<MessageId> send(Message message);

    /**
     * Starts a consumer in this process. It runs until it is stopped, or until the actor system's coordinated shutdown
     * stops it, before the node stops hosting queues. A queue that is not declared yet is waited for.
     *
     * @throws IllegalArgumentException when the configuration has no such {@linkplain ConsumerSettings#dispatcher() dispatcher}
     * @throws JonoException as {@code STOPPED} when the actor system is going down
     */
    RunningConsumer consume(ConsumerSettings settings, DeliveryHandler handler);

    /** Starts a consumer with default settings. */
    default RunningConsumer consume(DeliveryHandler handler) {
        return consume(ConsumerSettings.DEFAULT, handler);
    }

    /** Returns what the queue holds at this moment. Fails as {@code UNAVAILABLE} when it did not answer within 30 s. */
    CompletionStage<QueueStatus> status();

    /**
     * Removes every message that is not leased and not on its way to the dead-letter queue; completes with how many. Fails
     * as {@code UNKNOWN} when the queue did not answer within 30 s; it may have been done then.
     */
    CompletionStage<Long> purge();

    /**
     * Stops deliveries until {@link #resume}; sends and settlements go on. The same again is harmless. Fails as {@code
     * UNKNOWN} when the queue did not answer within 30 s; it may have been done then.
     */
    CompletionStage<Void> pause();

    /** Ends {@link #pause}; fails as that does. */
    CompletionStage<Void> resume();

    /**
     * Replaces the queue's settings; takes effect for what happens after it. The same again is harmless. Fails as {@code
     * INVALID} when the queue cannot have them, and as {@code UNKNOWN} when the outcome could not be learned in time.
     */
    CompletionStage<Void> changeSettings(QueueSettings settings);
}
