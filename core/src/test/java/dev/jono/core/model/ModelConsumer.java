package dev.jono.core.model;

/** One consumer, or one waiting {@code Receive}, as the model knows it. */
final class ModelConsumer {
    long grant;
    int capacity;
    long maxBytes;
    int concurrency;
    boolean receive;
    long leaseMillis;
    long waitUntil;
}
