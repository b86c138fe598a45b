package dev.jono.persistence.journal;

/**
 * What the fenced journal of this process has counted since it started. Every number but {@code claims},
 * {@code writes}, {@code rowsWritten} and {@code rowsReadBack} is a reason to look.
 *
 * @param claims epochs claimed, one per recovery
 * @param writes confirmed writes: one for each commit
 * @param rowsWritten rows of confirmed writes
 * @param rowsReadBack rows that were read beside a recovery, because their messages were not in memory or to be carried forward
 * @param voidRows rows that a recovery found and did not count: written by an incarnation that was no longer the owner, or of a write that is not wholly there
 * @param voidSnapshots snapshots that were passed over because the owner record does not make them valid
 * @param unreadableSnapshots valid snapshots that were passed over because they could not be read
 * @param ownershipLost incarnations that learned at a write, snapshot or delete that another one owns their persistence id
 * @param refused writes, snapshots and deletes of an actor that never claimed, or whose claim has ended
 * @param failedWrites writes whose outcome is unknown
 * @param failedDeletes deletes that were recorded but left rows behind
 */
public record JournalStats(
        long claims,
        long writes,
        long rowsWritten,
        long rowsReadBack,
        long voidRows,
        long voidSnapshots,
        long unreadableSnapshots,
        long ownershipLost,
        long refused,
        long failedWrites,
        long failedDeletes) {}
