package dev.jono.persistence.journal;

/** One journal row. The rows of a write ({@code writeCount} of them from {@code writeFirst} on) count only together. */
record Row(long ordinal, long epoch, long writeFirst, int writeCount, RowBody body) {
    long writeEnd() {
        return writeFirst + writeCount;
    }
}
