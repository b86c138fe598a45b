package dev.jono.benchmark.system;

import java.util.List;
import java.util.Map;

/** A started queue system, as the harness drives it. Used by one thread unless a method says otherwise. */
public interface SystemUnderTest extends AutoCloseable {

    /** Creates durable queues. A name is used once in the life of the system. */
    void declare(List<String> queues) throws Exception;

    /**
     * Prepares to send to a queue.
     *
     * @param confirm is told for each message, by any thread, when it is durable as {@link Candidate#durability()} promises
     */
    Sender sender(String queue, Confirm confirm) throws Exception;

    /** Sends what the system may have gathered and would not send by itself, since nothing more comes for now. */
    default void flush() throws Exception {}

    /**
     * Starts a consumer.
     *
     * @param handler gets each delivery, from one thread at a time
     */
    Consuming consume(String queue, Handler handler) throws Exception;

    /** Waits until the system has divided its work among the consumers so far, where that goes on while they consume already. */
    default void awaitConsumers() throws Exception {}

    /** Returns how many messages the harness may leave unconfirmed, where it asks for {@code window}. */
    default int window(int window, int payloadBytes) {
        return window;
    }

    /** Returns the processes that serve it beside the harness's own, whose processor time counts. */
    List<ProcessHandle> servers();

    /** Returns what it counts of itself since its start, by name; differences over a round are part of its result. */
    default Map<String, Double> counters() {
        return Map.of();
    }

    /** Returns what runs: versions and settings as the running parts tell them, by name. */
    default Map<String, String> about() throws Exception {
        return Map.of();
    }

    /** Stops it, and every process that it started. */
    @Override
    void close();
}
