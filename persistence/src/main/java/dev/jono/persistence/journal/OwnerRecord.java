package dev.jono.persistence.journal;

/**
 * Who owns a persistence id, one per id: the last epoch claimed, what each epoch reigns over, and up to which ordinal rows were
 * deleted. {@code owner} names the claimant for people to read.
 */
record OwnerRecord(long epoch, String owner, Reigns reigns, long deletedTo) {
    /** Nobody ever claimed it. */
    static final OwnerRecord NONE = new OwnerRecord(0, "", Reigns.NONE, 0);
}
