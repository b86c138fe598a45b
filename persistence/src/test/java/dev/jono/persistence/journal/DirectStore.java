package dev.jono.persistence.journal;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A row store in memory that does everything at once. */
final class DirectStore implements RowStore {
    private final ModelTables tables;
    private int reads;
    private Runnable beforeNextEpochIsRead = () -> {};

    DirectStore(ModelTables tables) {
        this.tables = tables;
    }

    /** Returns how many pages of rows were read. */
    int reads() {
        return reads;
    }

    /** Does something once. */
    void beforeNextEpochIsRead(Runnable what) {
        beforeNextEpochIsRead = what;
    }

    private static <T> CompletionStage<T> now(T value) {
        return CompletableFuture.completedFuture(value);
    }

    @Override
    public CompletionStage<OwnerRecord> readOwner(String persistenceId) {
        return now(tables.owner());
    }

    @Override
    public CompletionStage<Long> readEpoch(String persistenceId) {
        Runnable first = beforeNextEpochIsRead;
        beforeNextEpochIsRead = () -> {};
        first.run();
        return now(tables.owner().epoch());
    }

    @Override
    public CompletionStage<Boolean> claim(String persistenceId, long expectedEpoch, long newEpoch, String owner) {
        return now(tables.claim(expectedEpoch, newEpoch, owner));
    }

    @Override
    public CompletionStage<Boolean> record(String persistenceId, long epoch, Reigns reigns, long deletedTo) {
        return now(tables.record(epoch, reigns, deletedTo));
    }

    @Override
    public CompletionStage<Void> write(String persistenceId, long segment, List<Row> rows) {
        tables.write(segment, rows);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<RowPage> read(
            String persistenceId, long segment, long firstOrdinal, long lastOrdinal, @Nullable Object page) {
        reads++;
        return now(tables.read(segment, firstOrdinal, lastOrdinal, page));
    }

    @Override
    public CompletionStage<Void> delete(String persistenceId, long segment, long lastOrdinal) {
        tables.delete(segment, lastOrdinal);
        return CompletableFuture.completedFuture(null);
    }
}
