package dev.jono.persistence.journal;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The few storage operations that the fenced log is built on. Each is a quorum operation; those on the owner record that change it
 * are conditional and linearizable. A stage that fails leaves it unknown whether, and when, the operation takes effect.
 */
interface RowStore {
    /** The owner record, {@link OwnerRecord#NONE} if there is none. */
    CompletionStage<OwnerRecord> readOwner(String persistenceId);

    /** Only the epoch of the owner record; 0 if there is none. */
    CompletionStage<Long> readEpoch(String persistenceId);

    /** Sets epoch and owner, and leaves the rest as it is, if the epoch is the expected one; completes with whether it was. */
    CompletionStage<Boolean> claim(String persistenceId, long expectedEpoch, long newEpoch, String owner);

    /** Sets reigns and {@code deletedTo} if the epoch is the given one; completes with whether it was. */
    CompletionStage<Boolean> record(String persistenceId, long epoch, Reigns reigns, long deletedTo);

    /** Stores all rows at once in one segment. */
    CompletionStage<Void> write(String persistenceId, long segment, List<Row> rows);

    /** One page of a segment's rows with first <= ordinal <= last, all epochs. */
    CompletionStage<RowPage> read(
            String persistenceId, long segment, long firstOrdinal, long lastOrdinal, @Nullable Object page);

    /** Deletes a segment's rows, of every epoch, up to and including the ordinal. */
    CompletionStage<Void> delete(String persistenceId, long segment, long lastOrdinal);
}
