package dev.jono.api;

import dev.jono.api.protocol.Bounds;
import java.time.Duration;

/**
 * How a consumer consumes. The constructor throws {@link IllegalArgumentException} when a value is outside its limits.
 *
 * @param capacity how many deliveries it takes at once, those in its buffer included; 1 to {@link #MAX_CAPACITY}
 * @param maxBytes how many bytes of deliveries it takes at once: as long as it holds fewer, or nothing, it gets another
 *     one, so it may hold one message more than this; 1 to 16 GiB. The queue counts a message as the average of its journal
 *     row, of 64 KiB at most unless it is larger
 * @param concurrency how many of them are handled at once; 1 to {@link #MAX_CAPACITY}
 * @param refreshInterval how often the queue is told that the consumer is there and what it holds; it is told more often
 *     when a lease is shorter than three times this; 50 ms to 2 s, since after a failover the queue's new owner waits only a
 *     little longer (jono.queue.limits.refresh-wait) to hear what consumers hold
 * @param autoExtend whether leases are extended while their handlers run; those in the buffer always are
 * @param maxHandling how long a handler may run until its lease is no longer extended and the message goes to somebody
 *     else; 1 ms to 7 days
 * @param stopTimeout how long a stop waits for running handlers before it gives their messages back, up to 1 h
 * @param dispatcher the dispatcher that handlers run on, as a path in the configuration; the default is meant for code
 *     that blocks, and its number of threads, 16 unless configured otherwise, bounds how many handlers block at once
 */
public record ConsumerSettings(
        int capacity,
        long maxBytes,
        int concurrency,
        Duration refreshInterval,
        boolean autoExtend,
        Duration maxHandling,
        Duration stopTimeout,
        String dispatcher) {
    /**
     * The largest capacity: 10,000. A consumer tells the queue everything it holds in one message, which must fit into a frame
     * of 1.25 MiB between nodes. A delivery takes up to 48 bytes of it (its offset, the three numbers of its lease, two flags),
     * and a consumer may hold up to twice its capacity: those that it takes, and as many that it has settled but whose
     * settlement is not confirmed yet. Who needs more runs several consumers.
     */
    public static final int MAX_CAPACITY = 10_000;

    /** Pekko's dispatcher for code that blocks. */
    public static final String BLOCKING_DISPATCHER = "pekko.actor.default-blocking-io-dispatcher";

    /** What a consumer does when nothing else is said. */
    public static final ConsumerSettings DEFAULT = new Builder().build();

    public ConsumerSettings {
        Bounds.require("A consumer's capacity", capacity, 1, MAX_CAPACITY);
        Bounds.require("A consumer's max bytes", maxBytes, 1, 16L * 1024 * 1024 * 1024);
        Bounds.require("A consumer's concurrency", concurrency, 1, MAX_CAPACITY);
        Bounds.require("A consumer's refresh interval", refreshInterval, Duration.ofMillis(50), Duration.ofSeconds(2));
        Bounds.require("A consumer's max handling", maxHandling, Duration.ofMillis(1), Duration.ofDays(7));
        Bounds.require("A consumer's stop timeout", stopTimeout, Duration.ZERO, Duration.ofHours(1));
    }

    /** Starts from {@link #DEFAULT}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds settings step by step. */
    public static final class Builder {
        private int capacity = 500;
        private long maxBytes = 16 * 1024 * 1024;
        private int concurrency = 8;
        private Duration refreshInterval = Duration.ofSeconds(2);
        private boolean autoExtend = true;
        private Duration maxHandling = Duration.ofMinutes(10);
        private Duration stopTimeout = Duration.ofSeconds(10);
        private String dispatcher = BLOCKING_DISPATCHER;

        private Builder() {}

        public Builder capacity(int capacity) {
            this.capacity = capacity;
            return this;
        }

        public Builder maxBytes(long maxBytes) {
            this.maxBytes = maxBytes;
            return this;
        }

        public Builder concurrency(int concurrency) {
            this.concurrency = concurrency;
            return this;
        }

        public Builder refreshInterval(Duration refreshInterval) {
            this.refreshInterval = refreshInterval;
            return this;
        }

        public Builder autoExtend(boolean autoExtend) {
            this.autoExtend = autoExtend;
            return this;
        }

        public Builder maxHandling(Duration maxHandling) {
            this.maxHandling = maxHandling;
            return this;
        }

        public Builder stopTimeout(Duration stopTimeout) {
            this.stopTimeout = stopTimeout;
            return this;
        }

        public Builder dispatcher(String dispatcher) {
            this.dispatcher = dispatcher;
            return this;
        }

        /**
         * Builds the settings.
         *
         * @throws IllegalArgumentException when a value is outside its limits
         */
        public ConsumerSettings build() {
            return new ConsumerSettings(
                    capacity, maxBytes, concurrency, refreshInterval, autoExtend, maxHandling, stopTimeout, dispatcher);
        }
    }
}
