package dev.jono.persistence.journal;

import java.util.ArrayList;
import java.util.List;

/** Consecutive ordinals, both ends included. */
public record OrdinalRange(long first, long last) {
    public OrdinalRange {
        if (first < 1 || last < first) {
            throw new IllegalArgumentException("not a range of ordinals: " + first + " to " + last);
        }
    }

    /** As few ranges as there can be for these ordinals, which must ascend. */
    public static List<OrdinalRange> of(long... ascending) {
        List<OrdinalRange> ranges = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= ascending.length; i++) {
            if (i == ascending.length || ascending[i] != ascending[i - 1] + 1) {
                ranges.add(new OrdinalRange(ascending[start], ascending[i - 1]));
                start = i;
            }
        }
        return ranges;
    }

    long size() {
        return last - first + 1;
    }

    boolean contains(long ordinal) {
        return first <= ordinal && ordinal <= last;
    }

    /** Cut where segments end. */
    List<OrdinalRange> bySegment() {
        List<OrdinalRange> pieces = new ArrayList<>();
        for (long from = first; from <= last; ) {
            long to = Math.min(last, (Segments.of(from) + 1) * Segments.ROWS);
            pieces.add(new OrdinalRange(from, to));
            from = to + 1;
        }
        return pieces;
    }
}
