package dev.jono.examples;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the audit files say of one task. */
final class Fate {
    final String queue;
    boolean planted;
    boolean sent;
    boolean confirmed;
    boolean done;
    long deliveries;

    /** The task by the id of each dead letter that carries it; more than one is one too many. */
    final Map<String, String> deadLetters = new LinkedHashMap<>(0);

    private Lease delivered = Lease.NONE;
    private Lease acked = Lease.NONE;

    Fate(String queue) {
        this.queue = queue;
    }

    /** A lease on the message, and when something happened under it. */
    private record Lease(long epoch, long delivery, long atMillis) {
        static final Lease NONE = new Lease(0, 0, 0);

        static Lease of(AuditLine line) {
            return new Lease(line.epoch(), line.delivery(), line.atMillis());
        }

        boolean isNewerThan(Lease other) {
            return epoch != other.epoch ? epoch > other.epoch : delivery > other.delivery;
        }
    }

    void delivered(AuditLine line) {
        deliveries++;
        delivered = newer(delivered, Lease.of(line));
    }

    void acked(AuditLine line) {
        acked = newer(acked, Lease.of(line));
    }

    /**
     * Tells whether the queue gave out a newer lease after it had confirmed an ack. One that was given out before, and whose
     * handler only began later, has an older token or an ack that came too late, so it does not count.
     */
    boolean isDeliveredAfterAck() {
        return !acked.equals(Lease.NONE) && delivered.isNewerThan(acked) && delivered.atMillis() > acked.atMillis();
    }

    private static Lease newer(Lease one, Lease other) {
        return other.isNewerThan(one) ? other : one;
    }
}
