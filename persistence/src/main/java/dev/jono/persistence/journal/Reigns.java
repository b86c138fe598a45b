package dev.jono.persistence.journal;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which epoch's row is valid at an ordinal: the epoch that took over last, at or before it. Immutable.
 * An epoch that wrote nothing before the next one took over has no reign, and is not kept.
 */
final class Reigns {
    static final long NOBODY = 0;
    static final Reigns NONE = new Reigns(new TreeMap<>());

    private final NavigableMap<Long, Long> epochByFirst;

    private Reigns(NavigableMap<Long, Long> epochByFirst) {
        this.epochByFirst = epochByFirst;
    }

    /** From what the owner record stores: for each epoch the ordinal at which it took over. */
    static Reigns of(Map<Long, Long> firstByEpoch) {
        NavigableMap<Long, Long> byFirst = new TreeMap<>();
        firstByEpoch.forEach((epoch, first) -> byFirst.merge(first, epoch, Math::max));
        return new Reigns(byFirst);
    }

    Map<Long, Long> firstByEpoch() {
        NavigableMap<Long, Long> byEpoch = new TreeMap<>();
        epochByFirst.forEach((first, epoch) -> byEpoch.put(epoch, first));
        return Collections.unmodifiableNavigableMap(byEpoch);
    }

    /** The epoch whose row counts at the ordinal, or {@link #NOBODY}. */
    long epochAt(long ordinal) {
        Map.Entry<Long, Long> reign = epochByFirst.floorEntry(ordinal);
        return reign == null ? NOBODY : reign.getValue();
    }

    /** The ordinal at which the last reign began; 0 if there is none. */
    long lastFirst() {
        return epochByFirst.isEmpty() ? 0 : epochByFirst.lastKey();
    }

    boolean isEmpty() {
        return epochByFirst.isEmpty();
    }

    int size() {
        return epochByFirst.size();
    }

    /** The epoch takes over at the ordinal, from which on nobody else's rows count. */
    Reigns takenOver(long epoch, long first) {
        NavigableMap<Long, Long> next = new TreeMap<>(epochByFirst.headMap(first, false));
        next.put(first, epoch);
        return new Reigns(next);
    }

    /**
     * Without the reigns that ended before the ordinal that is deleted last. The reign of that ordinal itself stays: a snapshot
     * that ends there needs it to be known as valid.
     */
    Reigns trimmedTo(long deletedTo) {
        Long keepFrom = epochByFirst.floorKey(deletedTo);
        return keepFrom == null ? this : new Reigns(new TreeMap<>(epochByFirst.tailMap(keepFrom, true)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Reigns that && epochByFirst.equals(that.epochByFirst);
    }

    @Override
    public int hashCode() {
        return epochByFirst.hashCode();
    }

    @Override
    public String toString() {
        return epochByFirst.toString();
    }
}
