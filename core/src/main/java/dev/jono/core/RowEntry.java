package dev.jono.core;

import java.util.List;

/**
 * What the index knows of one journal row that holds messages.
 *
 * @param ordinal the row's number in the journal
 * @param firstOffset the offset of its first message
 * @param count how many offsets it spans: as many as messages, unless they were carried into it
 * @param live how many messages of it are still there
 * @param bytes the bytes of those, as an average
 * @param sentAtMillis when the first one was stored
 */
public record RowEntry(long ordinal, long firstOffset, int count, int live, long bytes, long sentAtMillis) {
    /** How many offsets the messages span at most that are carried into one row. */
    public static final int MAX_SPAN = 1 << 30;

    /** Returns the row into which these messages were carried. */
    static RowEntry of(long ordinal, List<StoredMessage> messages) {
        long first = messages.get(0).offset();
        long last = messages.get(messages.size() - 1).offset();
        long bytes = 0;
        for (StoredMessage message : messages) {
            bytes += message.message().sizeBytes();
        }
        int span = Math.toIntExact(last - first + 1);
        return new RowEntry(
                ordinal, first, span, messages.size(), bytes, messages.get(0).sentAtMillis());
    }

    /** Returns the offset after its last message. */
    public long endOffset() {
        return firstOffset + count;
    }

    boolean overlaps(long from, long to) {
        return firstOffset < to && endOffset() > from;
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
