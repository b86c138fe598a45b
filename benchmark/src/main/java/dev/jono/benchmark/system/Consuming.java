package dev.jono.benchmark.system;

/** A consumer that has started. */
@FunctionalInterface
public interface Consuming {

    /** Ends the consumer. */
    void end() throws Exception;
}
