package dev.jono.core;

/**
 * What the index knows of one journal row that holds messages.
 *
 * @param ordinal the row's number in the journal
 * @param firstOffset the offset of its first message
 * @param count how many messages it was written with
 * @param live how many of them are still there
 * @param bytes the bytes of those, as an average
 * @param sentAtMillis when the first one was stored
 */
public record RowEntry(long ordinal, long firstOffset, int count, int live, long bytes, long sentAtMillis) {

    /** Returns the offset after its last message. */
    public long endOffset() {
        return firstOffset + count;
    }

    RowEntry extended(int messages, long moreBytes) {
        return new RowEntry(ordinal, firstOffset, count + messages, live + messages, bytes + moreBytes, sentAtMillis);
    }

    RowEntry withoutOne() {
        return new RowEntry(ordinal, firstOffset, count, live - 1, bytes - averageBytes(), sentAtMillis);
    }

    /** Returns what one of its messages counts: a size for each would cost more than the rest of the index. */
    long averageBytes() {
        return bytes / live;
    }
}
