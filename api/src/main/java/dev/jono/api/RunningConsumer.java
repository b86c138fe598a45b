package dev.jono.api;

import java.util.concurrent.CompletionStage;

/** A consumer that runs in this process. */
public interface RunningConsumer {

    /**
     * Stops it: it takes no more deliveries, gives back those that have not started, waits for running handlers up to
     * {@link ConsumerSettings#stopTimeout()} and gives the rest back. Stopping it again is harmless.
     *
     * @return completes when it has stopped; never fails
     */
    CompletionStage<Void> stop();
}
