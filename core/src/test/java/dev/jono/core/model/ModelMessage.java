package dev.jono.core.model;

import dev.jono.api.LeaseToken;
import dev.jono.api.protocol.ConsumerId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One message as the model knows it. */
final class ModelMessage {
    final long offset;
    final long storedInEpoch;
    /** What it counts at least and at most: the average of what was stored with it, and what rounding may add. */
    long leastBytes;

    long mostBytes;

    /** What it is known to have when it is looked at alone. */
    long sizeBytes;

    boolean undelayed = true;
    boolean everDelivered;
    boolean dead;
    int attempts;
    int suspicion;

    @Nullable Wait delay;

    @Nullable Wait timeToLive;

    @Nullable ModelLease lease;

    /** What the journal knows; may be an older lease than the one in force. */
    @Nullable ModelLease journaledLease;

    /** Older leases, superseded while the journal may or may not have known them. */
    final List<ModelLease> perhapsJournaled = new ArrayList<>();

    ModelMessage(long offset, long storedInEpoch) {
        this.offset = offset;
        this.storedInEpoch = storedInEpoch;
    }

    /** Something due at {@code dueMillis}, and a hundredth of the wait later at the latest. */
    record Wait(long dueMillis, long latestMillis) {
        static Wait of(long nowMillis, long waitMillis) {
            return new Wait(nowMillis + waitMillis, nowMillis + waitMillis + waitMillis / 100);
        }
    }

    /** One delivery. */
    static final class ModelLease {
        final LeaseToken token;
        final ConsumerId consumer;
        final long leaseMillis;
        final boolean ofSuspect;
        /** Whether who holds it is outside the cluster: no process's end ends it, and its end by time counts. */
        final boolean outside;

        /** Both unknown until its delivery leaves. */
        long begunMillis = Long.MAX_VALUE;

        long deadlineMillis = Long.MAX_VALUE;
        boolean started;

        ModelLease(LeaseToken token, ConsumerId consumer, long leaseMillis, boolean ofSuspect, boolean outside) {
            this.token = token;
            this.consumer = consumer;
            this.leaseMillis = leaseMillis;
            this.ofSuspect = ofSuspect;
            this.outside = outside;
            this.started = ofSuspect || outside;
        }

        void begin(long nowMillis) {
            begunMillis = nowMillis;
            deadlineMillis = nowMillis + leaseMillis;
        }

        /** Tells whether its delivery left at least so long ago. */
        boolean isOlderThan(long millis, long nowMillis) {
            return begunMillis <= nowMillis - millis;
        }
    }
}
