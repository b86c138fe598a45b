package dev.jono.core;

import org.jspecify.annotations.Nullable;

/** One lease in force: soft state, changed by {@link Leasing} alone. */
final class Lease {
    final LeaseRecord record;
    /** What the message counts against its consumer's credit in bytes. */
    final long bytes;

    final long grantedMillis;

    /** Who holds it; {@code null} until the consumer of a lease from before a recovery reports. */
    @Nullable ConsumerEntry consumer;

    long deadlineMillis;

    /** Whether its end by time counts as an attempt; for who is outside the cluster and tells nothing, always. */
    boolean started;

    boolean journaled;

    /** Whether it waits for its journal row before it is delivered, as a suspect's does. */
    boolean awaitsJournal;

    boolean ended;

    Lease(LeaseRecord record, long bytes, long grantedMillis) {
        this.record = record;
        this.bytes = bytes;
        this.grantedMillis = grantedMillis;
        this.deadlineMillis = grantedMillis + record.leaseMillis();
        this.started = record.started() || record.endsByTimeAlone();
    }

    long offset() {
        return record.offset();
    }
}
