package dev.jono.api;

import java.time.Duration;
import java.time.Instant;

/**
 * What a consumer is told about a delivery beside the message itself.
 *
 * @param id the message's identity
 * @param attempt which attempt at the message this is, from 1
 * @param token the lease on it, usable as a fencing token
 * @param firstSent when the message was first stored, by the clock of the node that stored it
 * @param lease how long the lease lasts unless it is extended
 */
public record DeliveryInfo(MessageId id, int attempt, LeaseToken token, Instant firstSent, Duration lease) {
    public DeliveryInfo {
        if (attempt < 1) {
            throw new IllegalArgumentException("Attempts are counted from 1, not " + attempt + ".");
        }
    }
}
