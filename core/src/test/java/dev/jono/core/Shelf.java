package dev.jono.core;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/** A memory that forgets what it is told to. */
final class Shelf implements AtHand {
    private final Queue queue;
    private final Set<Long> forgotten = new HashSet<>();
    long aheadBytes = 1 << 20;

    /** How many rows were looked at. */
    int looks;

    Shelf(Queue queue) {
        this.queue = queue;
    }

    /** Forgets the rows that match, but for those that must stay. */
    void forget(Now now, Predicate<RowEntry> which) {
        Set<Long> granted = queue.needed(this, now).granted();
        for (RowEntry row : queue.state().rows.rows()) {
            if (which.test(row) && !granted.contains(row.ordinal())) {
                forgotten.add(row.ordinal());
            }
        }
    }

    void read(long ordinal) {
        forgotten.remove(ordinal);
    }

    @Override
    public boolean contains(long ordinal) {
        return !forgotten.contains(ordinal);
    }

    @Override
    public long rows() {
        return forgotten.isEmpty()
                ? queue.state().rows.size()
                : queue.state().rows.rows().stream()
                        .filter(row -> contains(row.ordinal()))
                        .count();
    }

    @Override
    public long aheadBytes() {
        return aheadBytes;
    }

    @Override
    public long heapBytes(RowEntry row) {
        looks++;
        return row.bytes();
    }
}
