package dev.jono.benchmark.system;

/** Sends to one queue. The harness sends from one thread, to all queues. */
@FunctionalInterface
public interface Sender {
    /** Sends a message; returns without waiting for its confirm. */
    void send(byte[] payload) throws Exception;
}
