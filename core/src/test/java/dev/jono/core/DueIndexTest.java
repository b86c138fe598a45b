package dev.jono.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is due is kept merged beside the buckets, and stays the same as in them. */
class DueIndexTest {
    private static final int OFFSETS = 300;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final DueIndex index = new DueIndex();
    private final Map<Long, Long> model = new HashMap<>();
    private long nowMillis = 1_000;

    @Test
    void whatIsDueIsWhatTheBucketsSay() {
        for (int step = 0; step < 3_000; step++) {
            change();
            OffsetSet due = index.due(nowMillis);
            for (long offset = 0; offset < OFFSETS; offset++) {
                boolean expected = model.getOrDefault(offset, Long.MAX_VALUE) <= nowMillis;
                assertThat(due.contains(offset))
                        .as("offset %d is due at step %d of seed %d", offset, step, seed)
                        .isEqualTo(expected)
                        .isEqualTo(index.isDue(offset, nowMillis));
            }
            assertThat(due.size()).isEqualTo(due.toArray().length);
            if (step % 100 == 0) {
                DueIndex restored = DueIndex.fromImage(index.toImage());
                assertThat(restored).isEqualTo(index);
                model.keySet()
                        .forEach(offset -> assertThat(restored.remove(offset)).isTrue());
                assertThat(restored.size()).isZero();
            }
        }
    }

    @Test
    void whatIsRemovedTogetherIsGoneAndNothingElse() {
        for (long offset = 0; offset < OFFSETS; offset++) {
            index.add(offset, nowMillis + offset);
        }
        index.removeAll(setOf(100, 200));
        assertThat(index.size()).isEqualTo(200);
        assertThat(index.contains(150)).isFalse();
        assertThat(index.isDue(99, nowMillis + 99)).isTrue();
        assertThat(index.nextAfter(nowMillis + 99)).isEqualTo(nowMillis + 200);
        index.removeAll(setOf(0, OFFSETS));
        assertThat(index).isEqualTo(new DueIndex());
        assertThat(index.hasDue(Long.MAX_VALUE)).isFalse();
        index.add(5, nowMillis);
        assertThat(index.isDue(5, nowMillis)).isTrue();
    }

    private static OffsetSet setOf(long from, long to) {
        OffsetSet offsets = new OffsetSet();
        LongStream.range(from, to).forEach(offsets::add);
        return offsets;
    }

    /** Also adds what is due already, and sets the clock back. */
    private void change() {
        long offset = random.nextInt(OFFSETS);
        int kind = random.nextInt(20);
        if (kind < 11) {
            long due = nowMillis - 50 + random.nextInt(500);
            index.add(offset, due);
            model.putIfAbsent(offset, due);
        } else if (kind < 16) {
            assertThat(index.remove(offset)).isEqualTo(model.remove(offset) != null);
        } else if (kind < 18) {
            nowMillis += random.nextInt(100);
        } else if (kind == 18) {
            nowMillis -= random.nextInt(20);
        } else {
            long until = nowMillis - random.nextInt(100);
            index.removeDue(until, gone -> assertThat(model.remove(gone)).isLessThanOrEqualTo(until));
        }
    }
}
