package dev.jono.core;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The users' deduplication ids of the last while, the oldest first. */
final class Deduplication {
    private final LinkedHashMap<String, Remembered> ids = new LinkedHashMap<>();

    /**
     * One id.
     *
     * @param offset the message that it came with
     * @param untilMillis when it is forgotten
     */
    record Remembered(long offset, long untilMillis) {}

    void remember(String id, Remembered remembered, long nowMillis) {
        forgetUntil(nowMillis);
        ids.remove(id);
        ids.put(id, remembered);
    }

    /** Returns the message that came with {@code id}, or {@code null} when the id is not remembered. */
    @Nullable Remembered find(String id, long nowMillis) {
        @Nullable Remembered found = ids.get(id);
        return found == null || found.untilMillis() <= nowMillis ? null : found;
    }

    /** Tells whether an id is still in memory, be it past its time. */
    boolean holds(String id) {
        return ids.containsKey(id);
    }

    /** Returns how many ids are remembered, those not counted that head the line and are past their time. */
    int size(long nowMillis) {
        int past = 0;
        for (Remembered remembered : ids.values()) {
            if (remembered.untilMillis() > nowMillis) {
                break;
            }
            past++;
        }
        return ids.size() - past;
    }

    Map<String, Remembered> ids() {
        return ids;
    }

    private void forgetUntil(long nowMillis) {
        Iterator<Remembered> oldest = ids.values().iterator();
        while (oldest.hasNext() && oldest.next().untilMillis() <= nowMillis) {
            oldest.remove();
        }
    }

    static Deduplication fromImage(Map<String, Remembered> image) {
        Deduplication deduplication = new Deduplication();
        deduplication.ids.putAll(image);
        return deduplication;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Deduplication that && ids.equals(that.ids);
    }

    @Override
    public int hashCode() {
        return ids.hashCode();
    }
}
