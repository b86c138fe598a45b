package dev.jono.core;

import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.QueueCommand;

/** A decided change of soft state, made when the events of its decision have been evolved. */
sealed interface Note {

    /** A consumer registered, or told what it holds. */
    record Refreshed(QueueCommand.Refresh refresh) implements Note {}

    /** A client asked for deliveries once. */
    record Polled(ConsumerId consumer, int max, long maxBytes, long untilMonotonicMillis, long leaseMillis)
            implements Note {}

    /** A lease is held for longer. */
    record Extended(long offset, long untilMonotonicMillis) implements Note {}

    /** A lease of an earlier epoch, on so many bytes, is in force again; its consumer has perhaps started to handle it. */
    record Adopted(LeaseRecord lease, long bytes, boolean started) implements Note {}

    /** A lease that was never journaled ended without a trace. */
    record LeaseEnded(long offset) implements Note {}

    /** Messages from this offset on became ready by themselves. */
    record ReadyFrom(long offset) implements Note {}

    /** What had outlived its time by then was expired, unless it is leased. */
    record ExpiredUntil(long untilMillis) implements Note {}

    /** A consumer is not there any more. */
    record ConsumerGone(ConsumerId consumer) implements Note {}
}
