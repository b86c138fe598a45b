package dev.jono.api.protocol;

import dev.jono.api.JonoException;
import dev.jono.api.LeaseToken;
import dev.jono.api.Message;
import java.util.List;

/** What a queue answers to a {@link QueueCommand}, and what it tells its consumers. */
public sealed interface QueueReply {

    /**
     * The outcome of a {@link QueueCommand.Send}, durable.
     *
     * @param key the queue
     * @param producer who sent
     * @param firstSequence the number of the first message answered
     * @param outcomes runs of equal outcomes, in the order of the messages
     */
    record Sent(QueueKey key, ProducerId producer, long firstSequence, List<SendOutcome> outcomes)
            implements QueueReply {
        public Sent {
            outcomes = List.copyOf(outcomes);
        }
    }

    /**
     * The outcome of a run of messages.
     *
     * @param kind what became of them
     * @param count how many, at least 1
     * @param firstOffset the offset of the first one ({@code STORED}: the others follow; {@code DUPLICATE}: the offset of
     *     the message with the same deduplication id, and the count is 1); -1 for the rest
     */
    record SendOutcome(SendOutcome.Kind kind, int count, long firstOffset) {
        /** What became of a message. */
        public enum Kind {
            STORED,
            DUPLICATE,
            QUEUE_FULL,
            MESSAGE_TOO_LARGE,
            DEDUPLICATION_FULL
        }
    }

    /**
     * The send left a gap, or came after the producer's session ended: send again from this number.
     *
     * @param key the queue
     * @param producer who sent
     * @param nextSequence the number that the queue takes next
     */
    record OutOfSequence(QueueKey key, ProducerId producer, long nextSequence) implements QueueReply {}

    /**
     * The outcome of a {@link QueueCommand.Settle}, durable, one for each settlement in their order.
     *
     * @param key the queue
     * @param results one for each
     */
    record Settled(QueueKey key, List<SettleResult> results) implements QueueReply {
        public Settled {
            results = List.copyOf(results);
        }
    }

    /**
     * What became of one settlement.
     *
     * @param token the lease
     * @param kind what became of it
     */
    record SettleResult(LeaseToken token, SettleResult.Kind kind) {
        /** What became of a settlement. */
        public enum Kind {
            /** Done as asked. */
            DONE,
            /** The message is gone already; a success, so that settling can be repeated. */
            ALREADY_SETTLED,
            /** The lease had ended and the message belongs, or belonged, to somebody else. */
            LEASE_LOST
        }
    }

    /**
     * Deliveries to a consumer; also the answer to {@link QueueCommand.Receive}, in parts, the last of which
     * is empty.
     *
     * @param key the queue
     * @param epoch the epoch of their tokens
     * @param deliveries in the order of their delivery numbers
     */
    record Deliveries(QueueKey key, long epoch, List<Delivered> deliveries) implements QueueReply {
        public Deliveries {
            deliveries = List.copyOf(deliveries);
        }
    }

    /**
     * One delivery.
     *
     * @param offset the message's offset
     * @param token the lease
     * @param attempt which attempt, from 1
     * @param sentAtMillis when it was first stored, in milliseconds since 1970
     * @param leaseMillis how long the lease lasts
     * @param message the message
     */
    record Delivered(
            long offset, LeaseToken token, int attempt, long sentAtMillis, long leaseMillis, Message message) {}

    /**
     * The answer to a refresh: what the queue knows of the consumer.
     *
     * @param key the queue
     * @param epoch the queue's epoch
     * @param lost leases that the refresh named and that are not the consumer's any more
     * @param deliveredUpTo every delivery of this epoch to the consumer, up to this number, was sent before this answer:
     *     one that has not arrived when this has is lost, because messages from one sender keep their order; 0 if none was
     */
    record Refreshed(QueueKey key, long epoch, List<LeaseToken> lost, long deliveredUpTo) implements QueueReply {
        public Refreshed {
            lost = List.copyOf(lost);
        }
    }

    /** Done, durably, with nothing more to say. */
    record Done() implements QueueReply {
        /** The one there is. */
        public static final Done INSTANCE = new Done();
    }

    /**
     * The answer to a purge.
     *
     * @param messages how many messages were removed
     */
    record Purged(long messages) implements QueueReply {}

    /**
     * The answer to {@link QueueCommand.Describe}.
     *
     * @param status the queue at this moment
     */
    record Described(QueueStatus status) implements QueueReply {}

    /**
     * It was not done.
     *
     * @param reason why
     * @param detail the cause and the remedy in a sentence
     * @param firstSequence for a {@link QueueCommand.Send}, the number of its first message; else, and from a node that does
     *     not say so yet, 0
     * @param messages how many messages it had; 0 with a {@code firstSequence} of 0
     */
    record Failed(JonoException.Reason reason, String detail, long firstSequence, int messages) implements QueueReply {
        public Failed(JonoException.Reason reason, String detail) {
            this(reason, detail, 0, 0);
        }

        /** Returns the same, said of {@code send}. */
        public Failed of(QueueCommand.Send send) {
            return new Failed(
                    reason, detail, send.firstSequence(), send.messages().size());
        }
    }
}
