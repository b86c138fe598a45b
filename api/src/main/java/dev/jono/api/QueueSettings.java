package dev.jono.api;

import dev.jono.api.protocol.Bounds;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one queue behaves. Journaled with the queue; a change takes effect for what happens after it. Durations are kept in
 * whole milliseconds, rounded up. The constructor throws {@link IllegalArgumentException} when a value is outside its limits.
 *
 * @param lease how long a consumer holds a delivery before it must be settled or extended; 100 ms to 12 h
 * @param maxAttempts how often a message is tried before it goes to the dead-letter queue; 1 to 1,000, or {@link
 *     #UNLIMITED_ATTEMPTS}
 * @param backoff how long a failed message waits
 * @param deadLetterQueue where dead letters go; {@code null} for the queue's own name with {@value
 *     QueueName#DEAD_LETTER_SUFFIX}
 * @param maxMessages the most messages that the queue holds, 1 to 1,000,000,000; a further send is refused as {@code
 *     QUEUE_FULL}
 * @param maxBytes the most bytes that the queue holds, counted by {@link Message#sizeBytes()}; 1 to 4 TiB
 * @param maxMessageBytes the largest message, counted by {@link Message#sizeBytes()}; 1 to {@link
 *     #MAX_MESSAGE_BYTES_LIMIT}
 * @param deduplicationWindow how long a deduplication id is remembered, up to 7 days; zero switches deduplication off
 * @param maxDeduplicationIds the most ids remembered, 1 to 10,000,000; a send that would need one more is refused as
 *     {@code DEDUPLICATION_FULL}
 * @param deadLetterExpired whether a message that expires goes to the dead-letter queue instead of away
 */
public record QueueSettings(
        Duration lease,
        int maxAttempts,
        Backoff backoff,
        @Nullable QueueName deadLetterQueue,
        long maxMessages,
        long maxBytes,
        int maxMessageBytes,
        Duration deduplicationWindow,
        int maxDeduplicationIds,
        boolean deadLetterExpired) {
    /** As many attempts as it takes. */
    public static final int UNLIMITED_ATTEMPTS = Integer.MAX_VALUE;

    /** The largest value of {@code maxMessageBytes}: 1 MiB, which one transport frame holds. */
    public static final int MAX_MESSAGE_BYTES_LIMIT = 1024 * 1024;

    /** What a queue is declared with when nothing else is said. */
    public static final QueueSettings DEFAULT = new Builder().build();

    public QueueSettings {
        Bounds.require("A queue's lease", lease, Duration.ofMillis(100), Duration.ofHours(12));
        Bounds.require("A queue's deduplication window", deduplicationWindow, Duration.ZERO, Duration.ofDays(7));
        if (maxAttempts != UNLIMITED_ATTEMPTS) {
            Bounds.require("A queue's max attempts", maxAttempts, 1, 1_000);
        }
        Bounds.require("A queue's max messages", maxMessages, 1, 1_000_000_000L);
        Bounds.require("A queue's max bytes", maxBytes, 1, 1L << 42);
        Bounds.require("A queue's max message bytes", maxMessageBytes, 1, MAX_MESSAGE_BYTES_LIMIT);
        Bounds.require("A queue's max deduplication ids", maxDeduplicationIds, 1, 10_000_000);
        lease = Backoff.inWholeMillis(lease);
        deduplicationWindow = Backoff.inWholeMillis(deduplicationWindow);
    }

    /** Starts from {@link #DEFAULT}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts from these settings. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.lease = lease;
        builder.maxAttempts = maxAttempts;
        builder.backoff = backoff;
        builder.deadLetterQueue = deadLetterQueue;
        builder.maxMessages = maxMessages;
        builder.maxBytes = maxBytes;
        builder.maxMessageBytes = maxMessageBytes;
        builder.deduplicationWindow = deduplicationWindow;
        builder.maxDeduplicationIds = maxDeduplicationIds;
        builder.deadLetterExpired = deadLetterExpired;
        return builder;
    }

    /**
     * Returns where dead letters of {@code queue} go; empty for a dead-letter queue, which has unlimited attempts and no
     * dead-letter queue of its own.
     */
    public Optional<QueueName> deadLetterQueueOf(QueueName queue) {
        if (deadLetterQueue != null) {
            return Optional.of(deadLetterQueue);
        }
        return queue.isDeadLetterName() ? Optional.empty() : Optional.of(queue.deadLetters());
    }

    /** Builds settings step by step. */
    public static final class Builder {
        private Duration lease = Duration.ofSeconds(30);
        private int maxAttempts = 5;
        private Backoff backoff = Backoff.DEFAULT;
        private @Nullable QueueName deadLetterQueue;
        private long maxMessages = 10_000_000;
        private long maxBytes = 16L << 30;
        private int maxMessageBytes = MAX_MESSAGE_BYTES_LIMIT;
        private Duration deduplicationWindow = Duration.ofMinutes(5);
        private int maxDeduplicationIds = 100_000;
        private boolean deadLetterExpired;

        private Builder() {}

        public Builder lease(Duration lease) {
            this.lease = lease;
            return this;
        }

        public Builder maxAttempts(int maxAttempts) {
            this.maxAttempts = maxAttempts;
            return this;
        }

        public Builder backoff(Backoff backoff) {
            this.backoff = backoff;
            return this;
        }

        public Builder deadLetterQueue(@Nullable QueueName deadLetterQueue) {
            this.deadLetterQueue = deadLetterQueue;
            return this;
        }

        public Builder maxMessages(long maxMessages) {
            this.maxMessages = maxMessages;
            return this;
        }

        public Builder maxBytes(long maxBytes) {
            this.maxBytes = maxBytes;
            return this;
        }

        public Builder maxMessageBytes(int maxMessageBytes) {
            this.maxMessageBytes = maxMessageBytes;
            return this;
        }

        public Builder deduplicationWindow(Duration deduplicationWindow) {
            this.deduplicationWindow = deduplicationWindow;
            return this;
        }

        public Builder maxDeduplicationIds(int maxDeduplicationIds) {
            this.maxDeduplicationIds = maxDeduplicationIds;
            return this;
        }

        public Builder deadLetterExpired(boolean deadLetterExpired) {
            this.deadLetterExpired = deadLetterExpired;
            return this;
        }

        /**
         * Builds the settings.
         *
         * @throws IllegalArgumentException when a value is outside its limits
         */
        public QueueSettings build() {
            return new QueueSettings(
                    lease,
                    maxAttempts,
                    backoff,
                    deadLetterQueue,
                    maxMessages,
                    maxBytes,
                    maxMessageBytes,
                    deduplicationWindow,
                    maxDeduplicationIds,
                    deadLetterExpired);
        }
    }
}
