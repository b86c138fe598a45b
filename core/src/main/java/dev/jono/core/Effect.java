package dev.jono.core;

import dev.jono.api.LeaseToken;
import dev.jono.api.QueueName;
import dev.jono.api.protocol.ConsumerId;
import java.util.List;

/** What the actor does once everything is stored that it depends on. */
public sealed interface Effect {

    /**
     * Deliver to a consumer, and tell {@link Queue#begin}. Without deliveries: its {@code Receive} has waited long enough.
     *
     * @param consumer who
     * @param epoch the epoch of the tokens
     * @param grants what, in the order of their delivery numbers
     */
    record Deliver(ConsumerId consumer, long epoch, List<Grant> grants) implements Effect {}

    /**
     * One delivery.
     *
     * @param offset the message
     * @param token the lease
     * @param attempt which attempt, from 1
     * @param leaseMillis how long the lease lasts
     */
    record Grant(long offset, LeaseToken token, int attempt, long leaseMillis) {}

    /**
     * Hand dead letters over, numbered from {@code firstNumber} without gaps.
     *
     * @param target the dead-letter queue
     * @param firstNumber the first one's number, also the lowest that is not confirmed
     * @param letters at least one
     */
    record HandOver(QueueName target, long firstNumber, List<DeadLetter> letters) implements Effect {}

    /**
     * Read rows back whose messages are not at hand; {@link Queue#dispatch(AtHand, Now)} when some are. What could be delivered now is named by each dispatch
     * until it is there; what is only read ahead is named again each time that some is.
     *
     * @param rows at least one, the most urgent first
     */
    record Read(List<RowEntry> rows) implements Effect {}

    /**
     * One dead letter.
     *
     * @param offset the message
     * @param info why it is one
     */
    record DeadLetter(long offset, DeadLetterInfo info) {}
}
