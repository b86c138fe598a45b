package dev.jono.core;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.longlong.LongIterator;

/**
 * Offsets by the time at which something is due for them, in buckets of one bitmap each. A time is rounded up to a bucket's
 * by at most a hundredth of the wait, so nothing is early and a bitmap is shared by many.
 */
final class DueIndex {
    private final NavigableMap<Long, OffsetSet> buckets = new TreeMap<>();
    private final DueSpans spans = new DueSpans(buckets);
    private OffsetSet all = new OffsetSet();

    /** What is in the buckets until {@link #mergedUntilMillis}: a copy for {@link #due}, which says nothing new. */
    private OffsetSet merged = new OffsetSet();

    private long mergedUntilMillis = Long.MIN_VALUE;

    /** Returns the time of the bucket for something due {@code waitMillis} after {@code nowMillis}. */
    static long bucketMillis(long nowMillis, long waitMillis) {
        long grain = Long.highestOneBit(Math.max(1, waitMillis / 100));
        return -Math.floorDiv(-(nowMillis + waitMillis), grain) * grain;
    }

    void add(long offset, long bucketMillis) {
        if (all.add(offset)) {
            int before = buckets.size();
            buckets.computeIfAbsent(bucketMillis, due -> new OffsetSet()).add(offset);
            spans.added(offset, bucketMillis, buckets.size() > before);
            if (bucketMillis <= mergedUntilMillis) {
                merged.add(offset);
            }
        }
    }

    boolean remove(long offset) {
        if (!all.remove(offset)) {
            return false;
        }
        merged.remove(offset);
        long bucketMillis = spans.bucketOf(offset);
        spans.removed(offset, bucketMillis);
        OffsetSet bucket = bucketOf(bucketMillis);
        bucket.remove(offset);
        if (bucket.isEmpty()) {
            buckets.remove(bucketMillis);
        }
        return true;
    }

    void removeAll(OffsetSet offsets) {
        all.removeAll(offsets);
        merged.removeAll(offsets);
        if (all.isEmpty()) { // of a purge, most often; bucket by bucket, millions may take half a minute
            buckets.clear();
        }
        buckets.values().removeIf(bucket -> {
            bucket.removeAll(offsets);
            return bucket.isEmpty();
        });
        spans.refill();
    }

    private OffsetSet bucketOf(long bucketMillis) {
        @Nullable OffsetSet bucket = buckets.get(bucketMillis);
        if (bucket == null) {
            throw new IllegalStateException("Nothing is due at " + bucketMillis);
        }
        return bucket;
    }

    /** Removes what is due until {@code untilMillis} and hands it to {@code action}. */
    void removeDue(long untilMillis, LongConsumer action) {
        NavigableMap<Long, OffsetSet> due = buckets.headMap(untilMillis, true);
        for (var bucket : due.entrySet()) {
            for (long offset : bucket.getValue().toArray()) {
                all.remove(offset);
                merged.remove(offset);
                spans.removed(offset, bucket.getKey());
                action.accept(offset);
            }
        }
        due.clear();
    }

    /**
     * Hands what is due after {@code afterMillis} and until {@code untilMillis} to {@code action}, bucket by bucket, until
     * it takes no more.
     *
     * @return the time until which everything has been handed out
     */
    long forEachDue(long afterMillis, long untilMillis, LongPredicate action) {
        long doneUntil = afterMillis;
        for (var bucket : buckets.subMap(afterMillis, false, untilMillis, true).entrySet()) {
            LongIterator offsets = bucket.getValue().iterator();
            while (offsets.hasNext()) {
                if (!action.test(offsets.next())) {
                    return doneUntil;
                }
            }
            doneUntil = bucket.getKey();
        }
        return untilMillis;
    }

    /** Returns the lowest offset that is due until {@code untilMillis}, {@code Long.MAX_VALUE} for none. */
    long lowestDue(long untilMillis) {
        long lowest = Long.MAX_VALUE;
        for (OffsetSet bucket : buckets.headMap(untilMillis, true).values()) {
            lowest = Math.min(lowest, bucket.iterator().next());
        }
        return lowest;
    }

    /**
     * Returns everything that is due until {@code nowMillis}, as it is now: the caller only reads it, at once. For asking of
     * many offsets: {@link #isDue} looks for the bucket of each, and after an outage thousands of them may be due.
     */
    OffsetSet due(long nowMillis) {
        if (nowMillis < mergedUntilMillis) {
            merged = new OffsetSet();
            mergedUntilMillis = Long.MIN_VALUE;
        }
        if (nowMillis > mergedUntilMillis) { // not for each offset of a dispatch
            buckets.subMap(mergedUntilMillis, false, nowMillis, true).values().forEach(merged::addAll);
            mergedUntilMillis = nowMillis;
        }
        return merged;
    }

    /** Tells whether {@code offset} is due; changes nothing, not even what is kept for {@link #due}. */
    boolean isDue(long offset, long nowMillis) {
        return all.contains(offset) && spans.bucketOf(offset) <= nowMillis;
    }

    boolean hasDue(long nowMillis) {
        return !buckets.isEmpty() && buckets.firstKey() <= nowMillis;
    }

    /** Returns the first time after {@code nowMillis} at which something is due, {@code Long.MAX_VALUE} for never. */
    long nextAfter(long nowMillis) {
        @Nullable Long next = buckets.higherKey(nowMillis);
        return next == null ? Long.MAX_VALUE : next;
    }

    boolean contains(long offset) {
        return all.contains(offset);
    }

    long size() {
        return all.size();
    }

    OffsetSet offsets() {
        return all;
    }

    Map<Long, byte[]> toImage() {
        Map<Long, byte[]> image = new TreeMap<>();
        buckets.forEach((due, bucket) -> image.put(due, bucket.toBytes()));
        return image;
    }

    static DueIndex fromImage(Map<Long, byte[]> image) {
        DueIndex index = new DueIndex();
        image.forEach((due, bytes) -> index.buckets.put(due, OffsetSet.fromBytes(bytes)));
        index.spans.refill();
        index.all = index.spans.offsets();
        return index;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DueIndex that && buckets.equals(that.buckets);
    }

    @Override
    public int hashCode() {
        return buckets.hashCode();
    }
}
