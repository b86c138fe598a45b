package dev.jono.core;

import dev.jono.api.protocol.ConsumerId;
import java.util.LinkedHashSet;
import java.util.Set;

/** One registered consumer, or one waiting {@code Receive}: soft state, changed by {@link Consumers} alone. */
final class ConsumerEntry {
    /** How long a {@code Receive} waits at least for messages that have to be read back. */
    private static final long READ_MILLIS = 1_000;

    final ConsumerId id;

    /** What it holds. */
    final Set<Lease> leases = new LinkedHashSet<>();

    /** How many of those wait for their journal row. Until then it gets nothing else, which would be delivered before them. */
    int awaiting;

    /** The bytes of what it holds, as its leases count them. */
    long bytes;

    long grant;
    int capacity;

    /** How many bytes it takes; {@code Long.MAX_VALUE} for any number. */
    long maxBytes = Long.MAX_VALUE;

    int concurrency = 1;

    /** For a {@code Receive}: until when it waits; {@code Long.MAX_VALUE} for a consumer. */
    long waitUntilMillis = Long.MAX_VALUE;

    private boolean waitsForARead;

    /** For a {@code Receive}: how long its leases last; 0 for the queue's setting. */
    long leaseMillis;

    ConsumerEntry(ConsumerId id) {
        this.id = id;
    }

    boolean isReceive() {
        return waitUntilMillis != Long.MAX_VALUE;
    }

    /** What it is to get is being read: a {@code Receive} that would not wait at all would never get it. */
    void waitForARead(long nowMillis) {
        if (!waitsForARead) {
            waitsForARead = true;
            waitUntilMillis = Math.max(waitUntilMillis, nowMillis + READ_MILLIS);
        }
    }

    int credit() {
        return capacity - leases.size();
    }

    /** Tells whether it is in the line for messages; a {@code Receive} is answered once and so takes them in one go. */
    boolean isHungry() {
        return takesMore() && awaiting == 0;
    }

    /** Tells whether its credit covers one more: in messages, and in bytes as long as it holds fewer than it takes. */
    boolean hasCredit() {
        return credit() > 0 && (leases.isEmpty() || bytes < maxBytes);
    }

    private boolean takesMore() {
        return hasCredit() && !(isReceive() && !leases.isEmpty());
    }

    /** Tells whether a delivery would be handled at once instead of waiting in the consumer's buffer. */
    boolean hasIdleHandler() {
        return takesMore() && leases.size() < concurrency;
    }
}
