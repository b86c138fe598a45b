package dev.jono.persistence.journal;

/**
 * How the rows of a persistence id are spread over Cassandra partitions: {@value #ROWS} ordinals each, counted from ordinal 1.
 * The number is for life. A write lies wholly in the segment of its first ordinal, so its last rows may hang over the segment's
 * end; whoever reads an ordinal must look in its own segment and in the one before.
 */
final class Segments {
    static final int ROWS = 2_000;

    private Segments() {}

    static long of(long ordinal) {
        return (ordinal - 1) / ROWS;
    }

    /** The first segment in which a row at or after the ordinal can lie. */
    static long firstThatMayHold(long ordinal) {
        return Math.max(0, of(ordinal) - 1);
    }
}
