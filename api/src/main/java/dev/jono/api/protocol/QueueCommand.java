package dev.jono.api.protocol;

import dev.jono.api.LeaseToken;
import dev.jono.api.Message;
import dev.jono.api.QueueSettings;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is asked of a queue. Each is answered by exactly one {@link QueueReply}, but for {@link Receive}. */
public sealed interface QueueCommand {

    /**
     * Stores messages. A producer numbers its messages from 1, without gaps. Repeating a send is harmless: what is stored
     * already is answered with its first outcome.
     *
     * @param producer who sends
     * @param firstSequence the number of the first message; the others follow
     * @param lowestUnconfirmed the lowest number whose outcome the producer still waits for
     * @param messages at least one
     */
    record Send(ProducerId producer, long firstSequence, long lowestUnconfirmed, List<Message> messages)
            implements QueueCommand {
        public Send {
            messages = List.copyOf(messages);
            if (firstSequence < 1 || lowestUnconfirmed < 1 || lowestUnconfirmed > firstSequence || messages.isEmpty()) {
                throw new IllegalArgumentException(
                        "A send needs messages and 1 <= lowestUnconfirmed <= firstSequence, not " + lowestUnconfirmed
                                + ", " + firstSequence + " and " + messages.size() + " messages.");
            }
        }
    }

    /**
     * Registers a consumer, or tells the queue that it is still there and what it holds. Sent at once when a consumer
     * starts and then every few seconds.
     *
     * @param consumer who
     * @param grant grows with each refresh; an older one is ignored
     * @param capacity how many unsettled deliveries it takes at once; 0 to get no more
     * @param maxBytes how many bytes of deliveries it takes at once: as long as it holds fewer, or nothing, it gets another
     *     one; 0 for any number
     * @param concurrency how many of them are handled at once; the rest wait in its buffer
     * @param epoch the epoch that {@code highestSeen} belongs to; 0 when it has seen none
     * @param highestSeen the highest delivery number of that epoch that has arrived, or that an answer to a refresh said was
     *     sent before it: up to here, and in earlier epochs, nothing that is not held is taken any more
     * @param held the deliveries it holds, until their settlement is confirmed
     */
    record Refresh(
            ConsumerId consumer,
            long grant,
            int capacity,
            long maxBytes,
            int concurrency,
            long epoch,
            long highestSeen,
            List<HeldDelivery> held)
            implements QueueCommand {
        public Refresh {
            held = List.copyOf(held);
            if (capacity < 0 || maxBytes < 0 || concurrency < 1) {
                throw new IllegalArgumentException(
                        "A consumer needs a capacity and max bytes of 0 or more and a concurrency of 1 or more, not "
                                + capacity + ", " + maxBytes + " and " + concurrency + ".");
            }
        }
    }

    /**
     * One delivery that a consumer holds.
     *
     * @param offset the message's offset
     * @param token the lease
     * @param started whether its handler has started
     * @param extend whether the lease is to be extended; not, when the handler has run longer than it may
     */
    record HeldDelivery(long offset, LeaseToken token, boolean started, boolean extend) {}

    /**
     * Ends the consumer's registration. What it still holds returns to the queue as given back.
     *
     * @param consumer who
     */
    record Leave(ConsumerId consumer) implements QueueCommand {}

    /**
     * Leases up to {@code max} messages once, without a registration: how a client without an actor system consumes. The
     * leases end by time alone. Answered with {@link QueueReply.Deliveries} in parts, the last of which is empty.
     *
     * @param consumer who; an id of its own for each request
     * @param max how many at most
     * @param maxBytes how many bytes: what is leased stops with the first message that reaches them; 0 for any number
     * @param maxWait how long to wait for the first message; an hour at most
     * @param lease how long the leases last, 1 ms to 12 h; {@code null} for the queue's setting
     */
    record Receive(
            ConsumerId consumer,
            int max,
            long maxBytes,
            Duration maxWait,
            @Nullable Duration lease) implements QueueCommand {
        public Receive {
            if (max < 1 || maxBytes < 0) {
                throw new IllegalArgumentException("A receive needs a max of 1 or more and max bytes of 0 or more, not "
                        + max + " and " + maxBytes + ".");
            }
            Bounds.require("A receive's wait", maxWait, Duration.ZERO, Bounds.MAX_WAIT);
            if (lease != null) {
                Bounds.require("A lease", lease, Bounds.MIN_LEASE, Bounds.MAX_LEASE);
            }
        }
    }

    /**
     * Says what became of deliveries.
     *
     * @param settlements at least one
     */
    record Settle(List<Settlement> settlements) implements QueueCommand {
        public Settle {
            settlements = List.copyOf(settlements);
        }
    }

    /**
     * What became of one delivery.
     *
     * @param offset the message's offset
     * @param token the lease
     * @param outcome what to do
     */
    record Settlement(long offset, LeaseToken token, Outcome outcome) {}

    /** What to do with a delivery. */
    sealed interface Outcome {}

    /** The work is done: remove the message. */
    record Ack() implements Outcome {
        /** The one there is. */
        public static final Ack INSTANCE = new Ack();
    }

    /**
     * The attempt failed: try again later, or dead-letter it when the attempts are used up.
     *
     * @param delay how long to wait; {@code null} for the queue's backoff
     * @param error what went wrong, for the dead letter; may be empty; shortened to {@value ErrorText#MAX_CHARS} characters
     */
    record Nack(@Nullable Duration delay, String error) implements Outcome {
        public Nack {
            error = ErrorText.shortened(error);
            if (delay != null) {
                Bounds.require("A nack's delay", delay, Duration.ZERO, Message.MAX_DELAY);
            }
        }
    }

    /**
     * Never try it again: straight to the dead-letter queue.
     *
     * @param reason why; shortened to {@value ErrorText#MAX_CHARS} characters
     */
    record Reject(String reason) implements Outcome {
        public Reject {
            reason = ErrorText.shortened(reason);
        }
    }

    /**
     * Hold the lease for longer, from now on.
     *
     * @param lease how long
     */
    record Extend(Duration lease) implements Outcome {
        public Extend {
            Bounds.require("A lease", lease, Bounds.MIN_LEASE, Bounds.MAX_LEASE);
        }
    }

    /** Give the message back untried; no attempt is counted. */
    record GiveBack() implements Outcome {
        /** The one there is. */
        public static final GiveBack INSTANCE = new GiveBack();
    }

    /** Removes every message that is not leased and not on its way to the dead-letter queue. */
    record Purge() implements QueueCommand {}

    /** Stops deliveries until {@link Resume}; sends and settlements go on. */
    record Pause() implements QueueCommand {}

    /** Ends {@link Pause}. */
    record Resume() implements QueueCommand {}

    /**
     * Replaces the queue's settings.
     *
     * @param settings the new ones
     */
    record ChangeSettings(QueueSettings settings) implements QueueCommand {}

    /** Asks for the queue's {@link QueueStatus}. */
    record Describe() implements QueueCommand {}
}
