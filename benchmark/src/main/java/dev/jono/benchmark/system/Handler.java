package dev.jono.benchmark.system;

/** Handles deliveries. */
@FunctionalInterface
public interface Handler {
    /** Takes a delivery and settles it through {@code ack} before it returns. */
    void handle(byte[] payload, Ack ack);
}
