package dev.jono.api;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * One message in the hands of a consumer, until it is settled: acked, nacked or rejected. The first settlement counts; a
 * second one fails as {@code INVALID}, or as {@code STOPPED} when a stopping consumer has given the message back. Safe for use by several threads.
 *
 * <p>Each stage completes when the queue has recorded the settlement durably, and fails as {@code LEASE_LOST} when the
 * lease had ended before, as {@code UNKNOWN} when the consumer stopped before the queue answered. Settlements are retried
 * through a failover, so a stage may take as long as one. What depends on a stage runs on the actor system's default
 * dispatcher and must not block.
 */
public interface Delivery {

    /** Returns what is known of the delivery beside its message. */
    DeliveryInfo info();

    /** Returns the message. */
    Message message();

    /** Says that the work is done: the message is removed. */
    CompletionStage<Void> ack();

    /** Says that the attempt failed: the message comes again after the queue's backoff, or is dead-lettered. */
    CompletionStage<Void> nack();

    /**
     * Says that the attempt failed: the message comes again after {@code delay}, or is dead-lettered. Fails
     * as {@code INVALID}, and settles nothing, unless the delay is between 0 and {@link Message#MAX_DELAY}.
     */
    CompletionStage<Void> nack(Duration delay);

    /** Says that the attempt failed, and why, which a dead letter shows in 1,024 characters. */
    CompletionStage<Void> nack(Throwable error);

    /** Says that no attempt will help: the message is dead-lettered at once, with this reason, of 1,024 characters at most. */
    CompletionStage<Void> reject(String reason);

    /**
     * Holds the lease for {@code lease} from now on, 1 ms to 12 h. Needed only when the consumer does not extend by itself;
     * does not settle. Fails as {@code INVALID} when {@code lease} is outside its bounds, and as {@code UNAVAILABLE} when
     * the queue did not answer within 10 s; then it may be repeated.
     */
    CompletionStage<Void> extend(Duration lease);
}
