package dev.jono.core;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Some offsets, ascending, without repeats; unchangeable. */
public final class Offsets {
    private final long[] values;

    private Offsets(long[] values) {
        this.values = values;
    }

    /** Returns these offsets, sorted and without repeats. */
    public static Offsets of(long... offsets) {
        return new Offsets(Arrays.stream(offsets).sorted().distinct().toArray());
    }

    /** Returns these offsets, sorted and without repeats. */
    public static Offsets of(Collection<Long> offsets) {
        return new Offsets(
                offsets.stream().mapToLong(Long::longValue).sorted().distinct().toArray());
    }

    /** Returns how many there are. */
    public int size() {
        return values.length;
    }

    /** Returns the one at {@code index}. */
    public long get(int index) {
        return values[index];
    }

    /** Hands each to {@code action}, ascending. */
    public void forEach(LongConsumer action) {
        for (long value : values) {
            action.accept(value);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Offsets that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
