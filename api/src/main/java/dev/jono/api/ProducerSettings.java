package dev.jono.api;

import dev.jono.api.protocol.Bounds;
import java.time.Duration;

/**
 * How a producer sends. The constructor throws {@link IllegalArgumentException} when a value is outside its limits.
 *
 * @param maxUnconfirmed the most messages that are accepted and not answered yet; a further send fails as {@code
 *     OVERLOADED}; 1 to 1,000,000
 * @param maxUnconfirmedBytes the most bytes of them, counted by {@link Message#sizeBytes()}; one message is always taken; 1 to
 *     16 GiB
 * @param maxBatchesInFlight how many batches are on their way to the queue at once, 1 to 64; the third and further ones
 *     only when they are full
 * @param maxBatchBytes the most bytes of a batch, unless one message alone is larger; 1 KiB to 1 MiB
 * @param retryAfter how long to wait for an answer before sending again; doubled for each further time, up to {@link
 *     #MAX_RETRY_AFTER}; 10 ms to that
 * @param giveUpAfter how long to try at all, 10 ms to {@link #MAX_GIVE_UP_AFTER}; after that a send fails as {@code UNKNOWN}, since
 *     it may be stored
 * @param stopTimeout how long a stop waits for answers, up to 1 h; what is sent and not answered then fails as {@code UNKNOWN}
 */
public record ProducerSettings(
        int maxUnconfirmed,
        long maxUnconfirmedBytes,
        int maxBatchesInFlight,
        int maxBatchBytes,
        Duration retryAfter,
        Duration giveUpAfter,
        Duration stopTimeout) {
    /** The longest wait before a batch is sent again. */
    public static final Duration MAX_RETRY_AFTER = Duration.ofSeconds(8);

    /**
     * The longest time to try: a third of the 10 minutes for which a queue remembers, unless it is configured otherwise, what
     * a producer has sent. After those, a repeated send would be stored twice.
     */
    public static final Duration MAX_GIVE_UP_AFTER = Duration.ofSeconds(200);

    /** What a producer does when nothing else is said. */
    public static final ProducerSettings DEFAULT = new Builder().build();

    public ProducerSettings {
        Bounds.require("A producer's max unconfirmed", maxUnconfirmed, 1, 1_000_000);
        Bounds.require("A producer's max unconfirmed bytes", maxUnconfirmedBytes, 1, 1L << 34);
        Bounds.require("A producer's max batches in flight", maxBatchesInFlight, 1, 64);
        Bounds.require("A producer's max batch bytes", maxBatchBytes, 1024, QueueSettings.MAX_MESSAGE_BYTES_LIMIT);
        Bounds.require("A producer's retry after", retryAfter, Duration.ofMillis(10), MAX_RETRY_AFTER);
        Bounds.require("A producer's give up after", giveUpAfter, Duration.ofMillis(10), MAX_GIVE_UP_AFTER);
        Bounds.require("A producer's stop timeout", stopTimeout, Duration.ZERO, Duration.ofHours(1));
    }

    /** Starts from {@link #DEFAULT}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds settings step by step. */
    public static final class Builder {
        private int maxUnconfirmed = 20_000;
        private long maxUnconfirmedBytes = 32L << 20;
        private int maxBatchesInFlight = 10; // twice what one write of the journal holds
        private int maxBatchBytes = 192 * 1024;
        private Duration retryAfter = Duration.ofSeconds(2);
        private Duration giveUpAfter = Duration.ofSeconds(60);
        private Duration stopTimeout = Duration.ofSeconds(10);

        private Builder() {}

        public Builder maxUnconfirmed(int maxUnconfirmed) {
            this.maxUnconfirmed = maxUnconfirmed;
            return this;
        }

        public Builder maxUnconfirmedBytes(long maxUnconfirmedBytes) {
            this.maxUnconfirmedBytes = maxUnconfirmedBytes;
            return this;
        }

        public Builder maxBatchesInFlight(int maxBatchesInFlight) {
            this.maxBatchesInFlight = maxBatchesInFlight;
            return this;
        }

        public Builder maxBatchBytes(int maxBatchBytes) {
            this.maxBatchBytes = maxBatchBytes;
            return this;
        }

        public Builder retryAfter(Duration retryAfter) {
            this.retryAfter = retryAfter;
            return this;
        }

        public Builder giveUpAfter(Duration giveUpAfter) {
            this.giveUpAfter = giveUpAfter;
            return this;
        }

        public Builder stopTimeout(Duration stopTimeout) {
            this.stopTimeout = stopTimeout;
            return this;
        }

        /**
         * Builds the settings.
         *
         * @throws IllegalArgumentException when a value is outside its limits
         */
        public ProducerSettings build() {
            return new ProducerSettings(
                    maxUnconfirmed,
                    maxUnconfirmedBytes,
                    maxBatchesInFlight,
                    maxBatchBytes,
                    retryAfter,
                    giveUpAfter,
                    stopTimeout);
        }
    }
}
