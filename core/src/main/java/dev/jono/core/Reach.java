package dev.jono.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one dispatch has at hand, and which rows it would like to have read. Asked message by message in the order of the offsets, it looks at each row
 * once.
 */
final class Reach {
    private final RowIndex rows;
    private final AtHand atHand;
    private final boolean everything;

    /** By ordinal, the most urgent first. */
    private final Map<Long, RowEntry> wanted = new LinkedHashMap<>();

    private long missedBytes;
    private @Nullable RowEntry latest;
    private boolean hasLatest;

    Reach(RowIndex rows, AtHand atHand) {
        this.rows = rows;
        this.atHand = atHand;
        this.everything = atHand.rows() == rows.size();
    }

    /** Tells whether everything that the queue has is at hand. */
    boolean isEverything() {
        return everything;
    }

    /** Tells whether the message is at hand. If not, its row is wanted, unless enough is. */
    boolean has(long offset) {
        if (everything) {
            return true;
        }
        RowEntry row = rowOf(offset);
        if (!hasLatest && (missedBytes == 0 || missedBytes < atHand.aheadBytes())) {
            if (wanted.put(row.ordinal(), row) == null) {
                missedBytes += Math.max(1, atHand.heapBytes(row));
            }
        }
        return hasLatest;
    }

    /** Returns what the message counts. */
    long bytesOf(long offset) {
        return rowOf(offset).averageBytes();
    }

    /** Tells whether something was missed. */
    boolean missed() {
        return missedBytes > 0;
    }

    /** Wants those of the rows that are not at hand, after what was missed. */
    void want(List<RowEntry> ahead) {
        for (RowEntry row : ahead) {
            if (!atHand.contains(row.ordinal())) {
                wanted.putIfAbsent(row.ordinal(), row);
            }
        }
    }

    List<RowEntry> wanted() {
        return new ArrayList<>(wanted.values());
    }

    /** The index does not change while a dispatch goes on. */
    private RowEntry rowOf(long offset) {
        @Nullable RowEntry row = latest;
        if (row == null || offset < row.firstOffset() || offset >= row.endOffset()) {
            row = rows.rowOfLive(offset);
            latest = row;
            hasLatest = everything || atHand.contains(row.ordinal());
        }
        return row;
    }
}
