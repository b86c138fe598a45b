package dev.jono.persistence.journal;

/** Which row a snapshot ends with. It counts exactly if that row does: if the epoch is the one that reigns at the ordinal. */
record SnapshotMark(long ordinal, long rowEpoch) {
    boolean validIn(Reigns reigns) {
        return reigns.epochAt(ordinal) == rowEpoch;
    }
}
