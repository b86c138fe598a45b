package dev.jono.persistence.journal;

import java.util.concurrent.CompletionStage;

/** Asked after every write and before any of its effects: is the incarnation still the owner? */
interface OwnerCheck {
    /** Completes if it is, fails with {@link NotOwnerException} if it is not, or otherwise if that cannot be learned. */
    CompletionStage<Void> confirm(Incarnation incarnation);

    /**
     * Reads the epoch again at quorum. A claim is acknowledged by a quorum before its claimant reads any row, and a row lies at a
     * quorum before this read: so either this read sees the claim, or the claimant sees the row. No clock is involved.
     */
    static OwnerCheck rereading(RowStore store, JournalCounters counters) {
        return incarnation -> store.readEpoch(incarnation.persistenceId()).thenAccept(epoch -> {
            if (epoch != incarnation.epoch()) {
                counters.ownershipLost();
                throw incarnation.displacedBy(epoch);
            }
        });
    }
}
