package dev.jono.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the buckets of a {@link DueIndex} have an offset: they are some thousands when every message waits for a time of its own, too many to look into each. So up
 * to {@value #MAX_BUCKETS} buckets next to each other have one bitmap more, of what is in any of them.
 */
final class DueSpans {
    private static final int MAX_BUCKETS = 64;

    private final NavigableMap<Long, OffsetSet> buckets;

    /** What is in the buckets from the key on and before the next key; none is empty. */
    private final NavigableMap<Long, OffsetSet> spans = new TreeMap<>();

    DueSpans(NavigableMap<Long, OffsetSet> buckets) {
        this.buckets = buckets;
    }

    /** An offset was added to a bucket, which is new, perhaps. */
    void added(long offset, long bucketMillis, boolean isNewBucket) {
        if (spans.floorKey(bucketMillis) == null) {
            Map.@Nullable Entry<Long, OffsetSet> first = spans.pollFirstEntry();
            spans.put(bucketMillis, first == null ? new OffsetSet() : first.getValue());
        }
        Map.Entry<Long, OffsetSet> span = spanOf(bucketMillis);
        span.getValue().add(offset);
        if (isNewBucket) {
            splitIfFull(span.getKey());
        }
    }

    private Map.Entry<Long, OffsetSet> spanOf(long bucketMillis) {
        Map.@Nullable Entry<Long, OffsetSet> span = spans.floorEntry(bucketMillis);
        if (span == null) {
            throw new IllegalStateException("Nothing is due at " + bucketMillis);
        }
        return span;
    }

    /** Returns the time of the bucket that has the offset, {@code Long.MAX_VALUE} for none. */
    long bucketOf(long offset) {
        for (Map.Entry<Long, OffsetSet> span : spans.entrySet()) {
            if (span.getValue().contains(offset)) {
                for (Map.Entry<Long, OffsetSet> bucket :
                        bucketsOf(span.getKey()).entrySet()) {
                    if (bucket.getValue().contains(offset)) {
                        return bucket.getKey();
                    }
                }
                throw new IllegalStateException("Offset " + offset + " is due at no time");
            }
        }
        return Long.MAX_VALUE;
    }

    /** An offset was removed from a bucket. */
    void removed(long offset, long bucketMillis) {
        Map.Entry<Long, OffsetSet> span = spanOf(bucketMillis);
        span.getValue().remove(offset);
        if (span.getValue().isEmpty()) {
            spans.remove(span.getKey());
        }
    }

    /** Finds the spans anew, after the buckets were filled otherwise. */
    void refill() {
        spans.clear();
        List<OffsetSet> span = new ArrayList<>();
        long start = Long.MIN_VALUE;
        for (Map.Entry<Long, OffsetSet> bucket : buckets.entrySet()) {
            if (span.size() == MAX_BUCKETS / 2) {
                spans.put(start, OffsetSet.union(span));
                span.clear();
            }
            start = span.isEmpty() ? bucket.getKey() : start;
            span.add(bucket.getValue());
        }
        if (!span.isEmpty()) {
            spans.put(start, OffsetSet.union(span));
        }
    }

    /** Returns everything that is in any bucket: from a few dozen spans that is found ten times as fast as from thousands of buckets. */
    OffsetSet offsets() {
        return OffsetSet.union(spans.values());
    }

    private void splitIfFull(long start) {
        List<Map.Entry<Long, OffsetSet>> full = List.copyOf(bucketsOf(start).entrySet());
        if (full.size() > MAX_BUCKETS) {
            int middle = full.size() / 2;
            spans.put(start, union(full.subList(0, middle)));
            spans.put(full.get(middle).getKey(), union(full.subList(middle, full.size())));
        }
    }

    private NavigableMap<Long, OffsetSet> bucketsOf(long start) {
        @Nullable Long next = spans.higherKey(start);
        return next == null ? buckets.tailMap(start, true) : buckets.subMap(start, true, next, false);
    }

    private static OffsetSet union(List<Map.Entry<Long, OffsetSet>> buckets) {
        return OffsetSet.union(buckets.stream().map(Map.Entry::getValue).toList());
    }
}
