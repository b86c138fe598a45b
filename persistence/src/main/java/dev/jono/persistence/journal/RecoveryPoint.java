package dev.jono.persistence.journal;

import org.jspecify.annotations.Nullable;

/**
 * From where an incarnation recovers.
 *
 * @param snapshot the snapshot it has loaded, which stands for all rows up to its ordinal; null if none
 * @param first the first ordinal whose event it wants; greater than {@code last} if it wants none
 * @param last the last one
 */
record RecoveryPoint(@Nullable SnapshotMark snapshot, long first, long last) {
    RecoveryPoint {
        first = Math.max(1, first); // ordinals begin there, though Pekko allows to ask from 0 on
    }

    static RecoveryPoint beginning() {
        return new RecoveryPoint(null, 1, Long.MAX_VALUE);
    }

    boolean wantsEvents() {
        return first <= last;
    }

    /** The ordinal up to which the snapshot stands for the rows; 0 without one, or if the actor does not build on it. */
    long coveredTo() {
        return snapshot == null || snapshot.ordinal() >= first ? 0 : snapshot.ordinal();
    }
}
