package dev.jono.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The leases that the journal does not know: those that were delivered and are journaled behind that, and those of suspects,
 * which are delivered as soon as they are journaled. Soft state, changed by {@link Leasing} alone.
 */
final class UnjournaledLeases {
    /**
     * In the order of their grant, which is that in which they leave; those that have ended or been journaled are skipped, and dropped from the front. What has
     * not left yet is never old enough to be journaled for its age: an ack may come first.
     */
    private final ArrayDeque<Lease> delivered = new ArrayDeque<>();

    private final List<Lease> awaiting = new ArrayList<>();

    void add(Lease lease) {
        if (lease.awaitsJournal) {
            awaiting.add(lease);
        } else {
            delivered.add(lease);
        }
    }

    /** Returns the leases to journal now: those that wait for it, and those whose deliveries left until {@code untilMillis}. */
    List<Lease> begunUntil(long untilMillis) {
        List<Lease> found = new ArrayList<>(awaiting);
        for (Lease lease : delivered) {
            if (lease.begunMillis > untilMillis) {
                break;
            }
            if (isUnjournaled(lease)) {
                found.add(lease);
            }
        }
        return found;
    }

    /** Returns all of them, also those that have not left yet. */
    List<Lease> all() {
        return begunUntil(Long.MAX_VALUE);
    }

    /** Returns the leases that have not been delivered because they wait for their journal row. */
    List<Lease> awaiting() {
        return List.copyOf(awaiting);
    }

    boolean isAnyAwaiting() {
        return !awaiting.isEmpty();
    }

    /** Counts the deliveries that no registered consumer's capacity covers. */
    int countBeside(Consumers consumers) {
        int found = 0;
        for (Lease lease : delivered) {
            boolean isCovered = lease.consumer != null && consumers.get(lease.consumer.id) == lease.consumer;
            if (isUnjournaled(lease) && !isCovered) {
                found++;
            }
        }
        return found;
    }

    /** Returns when the oldest delivery left, {@code Long.MAX_VALUE} for none. */
    long oldestMillis() {
        @Nullable Lease oldest = delivered.peekFirst();
        return oldest == null ? Long.MAX_VALUE : oldest.begunMillis;
    }

    /** Forgets those that wait no more. */
    void awaitedWereJournaled() {
        awaiting.removeIf(lease -> !lease.awaitsJournal);
    }

    void ended(Lease lease) {
        if (lease.awaitsJournal) {
            awaiting.remove(lease);
        }
    }

    void tidy() {
        @Nullable Lease first = delivered.peekFirst();
        while (first != null && !isUnjournaled(first)) {
            delivered.removeFirst();
            first = delivered.peekFirst();
        }
    }

    private static boolean isUnjournaled(Lease lease) {
        return !lease.ended && !lease.journaled;
    }
}
