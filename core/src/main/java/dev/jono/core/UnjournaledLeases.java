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

    /** The same of an earlier epoch's, which have left long ago: they do not wait for what was granted before them here. */
    private final ArrayDeque<Lease> adopted = new ArrayDeque<>();

    private final List<ArrayDeque<Lease>> byAge = List.of(delivered, adopted);

    private final List<Lease> awaiting = new ArrayList<>();

    void add(Lease lease) {
        if (lease.awaitsJournal) {
            awaiting.add(lease);
        } else {
            delivered.add(lease);
        }
    }

    void adopt(Lease lease) {
        adopted.add(lease);
    }

    /** Returns the leases to journal now: those that wait for it, and those whose deliveries left until {@code untilMillis}. */
    List<Lease> begunUntil(long untilMillis) {
        List<Lease> found = new ArrayList<>(awaiting);
        for (ArrayDeque<Lease> leases : byAge) {
            for (Lease lease : leases) {
                if (lease.begunMillis > untilMillis) {
                    break;
                }
                if (isUnjournaled(lease)) {
                    found.add(lease);
                }
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
        return (int) byAge.stream()
                .flatMap(ArrayDeque::stream)
                .filter(lease -> isUnjournaled(lease) && !isCovered(lease, consumers))
                .count();
    }

    private static boolean isCovered(Lease lease, Consumers consumers) {
        return lease.consumer != null && consumers.get(lease.consumer.id) == lease.consumer;
    }

    /** Returns when the oldest delivery left, {@code Long.MAX_VALUE} for none. */
    long oldestMillis() {
        return Math.min(oldestOf(delivered), oldestOf(adopted));
    }

    private static long oldestOf(ArrayDeque<Lease> leases) {
        @Nullable Lease oldest = leases.peekFirst();
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
        byAge.forEach(UnjournaledLeases::tidy);
    }

    private static void tidy(ArrayDeque<Lease> leases) {
        @Nullable Lease first = leases.peekFirst();
        while (first != null && !isUnjournaled(first)) {
            leases.removeFirst();
            first = leases.peekFirst();
        }
    }

    private static boolean isUnjournaled(Lease lease) {
        return !lease.ended && !lease.journaled;
    }
}
