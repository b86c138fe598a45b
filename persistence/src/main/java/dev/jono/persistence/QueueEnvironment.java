package dev.jono.persistence;

import dev.jono.api.protocol.QueueKey;
import dev.jono.api.spi.DeclaredQueue;
import dev.jono.api.spi.QueueAccess;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** What a queue's actor needs of the node that it runs on. */
public interface QueueEnvironment {

    /**
     * Asks the catalogue itself, never a copy, whether the queue is declared. Fails when the catalogue cannot be reached.
     */
    CompletionStage<Optional<DeclaredQueue>> declaration(QueueKey key);

    /** Returns the way to the other queues, for dead letters. */
    QueueAccess queues();

    /** Returns the node's name, for dead letters and logs. */
    String node();

    /** Tells whether a process, as {@link QueueAccess#process()} names it, is a member of the cluster now. */
    boolean isMember(String process);

    /**
     * Calls {@code listener}, from any thread, with the name of each process that leaves the cluster or is removed from it.
     *
     * @return ends the calls
     */
    Runnable onProcessLost(Consumer<String> listener);
}
