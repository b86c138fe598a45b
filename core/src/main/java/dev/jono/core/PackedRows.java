package dev.jono.core;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a {@link QueueImage}, some 8 bytes each, in the order of their offsets. A row is six numbers of 7 bits a byte, the lowest first, the top bit set in
 * all but the last: its ordinal minus the one before (signed, as {@code 2n} or {@code -2n - 1}), its first offset minus the end of the row before, how many offsets
 * it spans, how many of those are gone, its bytes, and its time minus the one before (signed).
 */
public final class PackedRows {
    /** Those of an empty queue. */
    public static final PackedRows NONE = new PackedRows(new byte[0]);

    private final byte[] bytes;

    private PackedRows(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes what {@link #toBytes} returned, which must not change any more. */
    public static PackedRows fromBytes(byte[] bytes) {
        return new PackedRows(bytes);
    }

    /** Packs rows, which must be in the order of their offsets. */
    public static PackedRows of(Collection<RowEntry> rows) {
        Packer packer = new Packer(rows.size());
        rows.forEach(packer);
        return packer.pack();
    }

    /** Returns the packed form, not a copy of it. */
    public byte[] toBytes() {
        return bytes;
    }

    /**
     * Hands each row to {@code action}.
     *
     * @throws IllegalArgumentException when the bytes are damaged
     */
    public void forEach(Consumer<RowEntry> action) {
        Reader reader = new Reader();
        while (reader.at < bytes.length) {
            action.accept(reader.row());
        }
    }

    /** Returns the rows, an object each. */
    public List<RowEntry> toList() {
        List<RowEntry> rows = new ArrayList<>();
        forEach(rows::add);
        return rows;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PackedRows that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return toList().toString();
    }

    /** Packs one row after the other. */
    static final class Packer implements Consumer<RowEntry> {
        private static final int TYPICAL_BYTES = 10;

        private final ByteArrayOutputStream out;
        private long ordinal;
        private long endOffset;
        private long sentAtMillis;

        Packer(long rows) {
            out = new ByteArrayOutputStream(Math.toIntExact(rows * TYPICAL_BYTES));
        }

        @Override
        public void accept(RowEntry row) {
            signed(row.ordinal() - ordinal);
            number(row.firstOffset() - endOffset);
            number(row.count());
            number(row.count() - row.live());
            number(row.bytes());
            signed(row.sentAtMillis() - sentAtMillis);
            ordinal = row.ordinal();
            endOffset = row.endOffset();
            sentAtMillis = row.sentAtMillis();
        }

        PackedRows pack() {
            return new PackedRows(out.toByteArray());
        }

        private void signed(long value) {
            number((value << 1) ^ (value >> 63));
        }

        private void number(long value) {
            long left = value;
            while ((left & ~0x7FL) != 0) {
                out.write((int) ((left & 0x7F) | 0x80));
                left >>>= 7;
            }
            out.write((int) left);
        }
    }

    private final class Reader {
        private int at;
        private long ordinal;
        private long endOffset;
        private long sentAtMillis;

        RowEntry row() {
            ordinal += signed();
            long firstOffset = endOffset + number();
            int count = (int) number();
            int gone = (int) number();
            long rowBytes = number();
            sentAtMillis += signed();
            endOffset = firstOffset + count;
            if (count < 1 || gone < 0 || gone >= count || rowBytes < 0) {
                throw damaged();
            }
            return new RowEntry(ordinal, firstOffset, count, count - gone, rowBytes, sentAtMillis);
        }

        private long signed() {
            long value = number();
            return (value >>> 1) ^ -(value & 1);
        }

        private long number() {
            long value = 0;
            for (int shift = 0; shift < Long.SIZE && at < bytes.length; shift += 7) {
                byte next = bytes[at++];
                value |= (next & 0x7FL) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw damaged();
        }

        private IllegalArgumentException damaged() {
            return new IllegalArgumentException("The rows of a snapshot are damaged at byte " + at);
        }
    }
}
