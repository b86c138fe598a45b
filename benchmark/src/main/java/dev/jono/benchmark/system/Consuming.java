package dev.jono.benchmark.system;

/** A consumer that has started. */
@FunctionalInterface
public interface Consuming {

    /** Ends the consumer, and returns when it has ended. */
    void end() throws Exception;
}
