package dev.jono.core;

import org.jspecify.annotations.Nullable;

/** One lease in force: soft state, changed by {@link Leasing} alone. */
final class Lease {
    final LeaseRecord record;
    /** What the message counts against its consumer's credit in bytes. */
    final long bytes;

    /** Who holds it; {@code null} until the consumer of a lease from before a recovery reports. */
    @Nullable ConsumerEntry consumer;

    /** When its delivery left, or who holds it could settle it again after a recovery; {@code Long.MAX_VALUE} until then. */
    long begunMillis = Long.MAX_VALUE;

    long deadlineMillis = Long.MAX_VALUE;

    /** Whether its end by time counts as an attempt; for who is outside the cluster and tells nothing, always. */
    boolean started;

    boolean journaled;

    /** Whether it waits for its journal row before it is delivered, as a suspect's does. */
    boolean awaitsJournal;

    boolean ended;

    /** A lease whose time has not begun: it does not end by itself. */
    Lease(LeaseRecord record, long bytes) {
        this.record = record;
        this.bytes = bytes;
        this.started = record.started() || record.endsByTimeAlone();
    }

    void begin(long nowMillis) {
        begunMillis = nowMillis;
        deadlineMillis = nowMillis + record.leaseMillis();
    }

    long offset() {
        return record.offset();
    }
}
