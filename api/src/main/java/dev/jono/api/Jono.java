package dev.jono.api;

import dev.jono.api.actor.JonoExtension;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ClassicActorSystemProvider;

/**
 * The queues of a cluster, for code without actors. Safe for use by several threads.
 *
 * <p>Stages fail with a {@link JonoException}, whose reason says what to do; a stage that depends on another one shows it, as
 * everywhere in Java, in a {@link java.util.concurrent.CompletionException}. Once the actor system goes down they fail as
 * {@code STOPPED}. What depends on a stage runs on the actor
 * system's default dispatcher and must not block there.
 */
public interface Jono {

    /**
     * Returns the queues that this actor system, typed or classic, reaches.
     *
     * @throws IllegalStateException when no node has been started in the actor system
     */
    static Jono get(ClassicActorSystemProvider system) {
        return JonoExtension.get(system).jono();
    }

    /** Declares a queue with default settings, see {@link #declare(String, QueueSettings)}. */
    default CompletionStage<Queue> declare(String name) {
        return declare(name, QueueSettings.DEFAULT);
    }

    /**
     * Declares a queue, and its dead-letter queue with it. The same again is harmless; fails as {@code
     * CONFLICTING_SETTINGS} when it exists with other settings.
     *
     * @throws IllegalArgumentException when {@code name} is not a queue name
     */
    CompletionStage<Queue> declare(String name, QueueSettings settings);

    /**
     * Returns a queue, whether it is declared or not: what is asked of one that is not fails as {@code UNKNOWN_QUEUE}.
     *
     * @throws IllegalArgumentException when {@code name} is not a queue name
     */
    Queue queue(String name);

    /**
     * Returns a queue whose messages carry values of a type.
     *
     * @throws IllegalArgumentException when {@code name} is not a queue name
     */
    default <T> TypedQueue<T> queue(String name, Codec<T> codec) {
        return new TypedQueue<>(queue(name), codec);
    }

    /** Returns the names of all declared queues, in order. */
    CompletionStage<List<QueueName>> queues();
}
