package dev.jono.core;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The users' deduplication ids of the last while. */
final class Deduplication {
    private final Map<String, Remembered> byId = new HashMap<>();

    /** The same by their end: after the window was shortened, a later id may be forgotten before an earlier one. */
    private final NavigableSet<Remembered> byEnd =
            new TreeSet<>(Comparator.comparingLong(Remembered::untilMillis).thenComparingLong(Remembered::offset));

    /**
     * One id.
     *
     * @param id what the user named
     * @param offset the message that it came with
     * @param untilMillis when it is forgotten
     */
    record Remembered(String id, long offset, long untilMillis) {
        boolean isPast(long nowMillis) {
            return untilMillis <= nowMillis;
        }
    }

    /** Remembers an id that is not remembered now, and forgets those that are past their time. */
    void remember(Remembered remembered, long nowMillis) {
        while (!byEnd.isEmpty() && byEnd.first().isPast(nowMillis)) {
            byId.remove(byEnd.pollFirst().id());
        }
        add(remembered);
    }

    /** Returns the message that came with {@code id}, or {@code null} when the id is not remembered. */
    @Nullable Remembered find(String id, long nowMillis) {
        @Nullable Remembered found = byId.get(id);
        return found == null || found.isPast(nowMillis) ? null : found;
    }

    /** Returns how many ids are remembered. */
    int size(long nowMillis) {
        int past = 0;
        for (Remembered remembered : byEnd) {
            if (!remembered.isPast(nowMillis)) {
                break;
            }
            past++;
        }
        return byId.size() - past;
    }

    /** Returns every id in memory, the next to be forgotten first. */
    Collection<Remembered> ids() {
        return byEnd;
    }

    static Deduplication fromImage(Collection<Remembered> image) {
        Deduplication deduplication = new Deduplication();
        image.forEach(deduplication::add);
        return deduplication;
    }

    private void add(Remembered remembered) {
        @Nullable Remembered before = byId.put(remembered.id(), remembered);
        if (before != null) {
            byEnd.remove(before);
        }
        byEnd.add(remembered);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Deduplication that && byId.equals(that.byId);
    }

    @Override
    public int hashCode() {
        return byId.hashCode();
    }
}
