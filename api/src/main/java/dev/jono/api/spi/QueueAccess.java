package dev.jono.api.spi;

import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.actor.QueueRequest;
import dev.jono.api.protocol.QueueKey;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** The way from the API to the queues of a cluster. One for each node; safe for use by several threads. */
public interface QueueAccess {

    /**
     * Declares a queue, and its dead-letter queue with it. The same again is harmless.
     *
     * @return the queue's partition 0; fails with {@code CONFLICTING_SETTINGS} when it exists with other settings, and
     *     with {@code UNAVAILABLE} when that could not be learned in time
     */
    CompletionStage<QueueKey> declare(QueueName queue, QueueSettings settings);

    /**
     * Replaces a queue's settings: first in the catalogue, which then tells the queue until it has them. Repeating it is
     * harmless.
     *
     * @return the queue's partition 0, once the queue has the settings; fails with {@code UNKNOWN_QUEUE}, {@code INVALID},
     *     and with {@code UNKNOWN} when the outcome could not be learned in time
     */
    CompletionStage<QueueKey> changeSettings(QueueName queue, QueueSettings settings);

    /**
     * Changes some of a queue's settings: reads them in the catalogue, never in a copy, and replaces them unless someone else
     * did so in between.
     *
     * @param change makes the new settings of those that the queue has; called once, on any thread
     * @return as from the other; fails with {@code CONFLICTING_SETTINGS} if they were changed in between, and then did nothing
     */
    CompletionStage<QueueKey> changeSettings(QueueName queue, UnaryOperator<QueueSettings> change);

    /** Returns the queue's partition 0; fails with {@code UNKNOWN_QUEUE} when no such queue is declared. */
    CompletionStage<QueueKey> resolve(QueueName queue);

    /** Returns every declared queue with its settings, by name. */
    CompletionStage<List<DeclaredQueue>> queues();

    /** Sends a request to the owner of {@code key}, wherever it is. Neither waits nor fails; requests may be lost. */
    void tell(QueueKey key, QueueRequest request);

    /** Returns the name of this process in the cluster, another one after each start. */
    String process();
}
