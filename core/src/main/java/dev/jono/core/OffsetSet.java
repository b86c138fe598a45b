package dev.jono.core;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.longlong.LongIterator;
import org.roaringbitmap.longlong.PeekableLongIterator;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/** A compressed set of offsets that knows its size. */
final class OffsetSet {
    private final Roaring64Bitmap bitmap;
    private long size;

    OffsetSet() {
        this(new Roaring64Bitmap());
    }

    private OffsetSet(Roaring64Bitmap bitmap) {
        this.bitmap = bitmap;
        this.size = bitmap.getLongCardinality();
    }

    static OffsetSet fromBytes(byte[] bytes) {
        Roaring64Bitmap bitmap = new Roaring64Bitmap();
        try {
            bitmap.deserializePortable(new DataInputStream(new ByteArrayInputStream(bytes)));
        } catch (IOException e) {
            throw new UncheckedIOException("A bitmap of offsets cannot be read: the snapshot is damaged", e);
        }
        return new OffsetSet(bitmap);
    }

    /** Writes the set in RoaringBitmap's portable format, the only one that is specified and so readable for good. */
    byte[] toBytes() {
        bitmap.runOptimize();
        ByteArrayOutputStream bytes =
                new ByteArrayOutputStream(Math.toIntExact(bitmap.portableSerializedSizeInBytes()));
        try {
            bitmap.serializePortable(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("A bitmap of offsets cannot be written", e);
        }
        return bytes.toByteArray();
    }

    boolean add(long offset) {
        if (bitmap.contains(offset)) {
            return false;
        }
        bitmap.addLong(offset);
        size++;
        return true;
    }

    /** Adds every offset of {@code other}, which stays as it is. */
    void addAll(OffsetSet other) {
        bitmap.or(other.bitmap);
        size = bitmap.getLongCardinality();
    }

    /** Returns everything that is in any of the sets, which stay as they are. */
    static OffsetSet union(Iterable<OffsetSet> sets) {
        Roaring64Bitmap all = new Roaring64Bitmap();
        for (OffsetSet set : sets) {
            all.or(set.bitmap);
        }
        return new OffsetSet(all);
    }

    /** Removes every offset of {@code other}, which stays as it is. */
    void removeAll(OffsetSet other) {
        if (size > 0) {
            bitmap.andNot(other.bitmap);
            size = bitmap.getLongCardinality();
        }
    }

    /** Removes every offset from this one on. */
    void removeFrom(long least) {
        if (size > 0 && bitmap.last() >= least) {
            OffsetSet later = new OffsetSet();
            later.bitmap.addRange(least, bitmap.last() + 1);
            removeAll(later);
        }
    }

    boolean remove(long offset) {
        if (size == 0 || !bitmap.contains(offset)) {
            return false;
        }
        bitmap.removeLong(offset);
        size--;
        return true;
    }

    boolean contains(long offset) {
        return size > 0 && bitmap.contains(offset);
    }

    long size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long[] toArray() {
        return bitmap.toArray();
    }

    LongIterator iterator() {
        return bitmap.getLongIterator();
    }

    PeekableLongIterator iteratorFrom(long least) {
        return bitmap.getLongIteratorFrom(least);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OffsetSet that && bitmap.equals(that.bitmap);
    }

    @Override
    public int hashCode() {
        return bitmap.hashCode();
    }

    @Override
    public String toString() {
        return bitmap.toString();
    }
}
