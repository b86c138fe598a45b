package dev.jono.core;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How many attempts at each message have failed: one bitmap for each count above zero. */
final class AttemptIndex {
    private final NavigableMap<Integer, OffsetSet> byCount = new TreeMap<>();
    private OffsetSet tried = new OffsetSet();

    int of(long offset) {
        if (!tried.contains(offset)) {
            return 0;
        }
        for (Map.Entry<Integer, OffsetSet> entry : byCount.entrySet()) {
            if (entry.getValue().contains(offset)) {
                return entry.getKey();
            }
        }
        throw new IllegalStateException("Offset " + offset + " was tried, but not counted");
    }

    void set(long offset, int attempts) {
        remove(offset);
        if (attempts > 0) {
            tried.add(offset);
            byCount.computeIfAbsent(attempts, count -> new OffsetSet()).add(offset);
        }
    }

    void remove(long offset) {
        if (!tried.remove(offset)) {
            return;
        }
        var entries = byCount.values().iterator();
        while (entries.hasNext()) {
            OffsetSet offsets = entries.next();
            if (offsets.remove(offset)) {
                if (offsets.isEmpty()) {
                    entries.remove();
                }
                return;
            }
        }
    }

    void removeAll(OffsetSet offsets) {
        tried.removeAll(offsets);
        byCount.values().removeIf(counted -> {
            counted.removeAll(offsets);
            return counted.isEmpty();
        });
    }

    Map<Integer, byte[]> toImage() {
        Map<Integer, byte[]> image = new TreeMap<>();
        byCount.forEach((count, offsets) -> image.put(count, offsets.toBytes()));
        return image;
    }

    static AttemptIndex fromImage(Map<Integer, byte[]> image) {
        AttemptIndex index = new AttemptIndex();
        image.forEach((count, bytes) -> index.byCount.put(count, OffsetSet.fromBytes(bytes)));
        index.tried = OffsetSet.union(index.byCount.values());
        return index;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AttemptIndex that && byCount.equals(that.byCount);
    }

    @Override
    public int hashCode() {
        return byCount.hashCode();
    }
}
