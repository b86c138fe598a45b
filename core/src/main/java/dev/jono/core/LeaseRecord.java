package dev.jono.core;

import dev.jono.api.LeaseToken;
import dev.jono.api.protocol.ConsumerId;

/**
 * One lease as it is journaled.
 *
 * @param offset the message
 * @param token the lease's token
 * @param consumer who holds it; without a process when it was granted to a {@code Receive}
 * @param leaseMillis how long it lasts from its grant, and again from a recovery
 * @param started whether it was journaled as started before it was delivered, as a suspect's is
 */
public record LeaseRecord(long offset, LeaseToken token, ConsumerId consumer, long leaseMillis, boolean started) {

    /** Names the holder of what a {@code Receive} leases: no process, because whoever works on it is outside the cluster. */
    static ConsumerId outside(ConsumerId receive) {
        return new ConsumerId("", receive.value());
    }

    /** Tells whether no process's end ends it. */
    boolean endsByTimeAlone() {
        return consumer.process().isEmpty();
    }
}
