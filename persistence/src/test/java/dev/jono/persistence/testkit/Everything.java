package dev.jono.persistence.testkit;

import dev.jono.core.AtHand;
import dev.jono.core.RowEntry;

/** A memory that has every message. */
public enum Everything implements AtHand {
    AT_HAND;

    @Override
    public boolean contains(long ordinal) {
        return true;
    }

    @Override
    public long rows() {
        return Long.MAX_VALUE;
    }

    @Override
    public long aheadBytes() {
        return 0;
    }

    @Override
    public long heapBytes(RowEntry row) {
        return 0;
    }
}
