package dev.jono.persistence;

import dev.jono.persistence.codec.JournalSnapshot;
import java.util.function.LongUnaryOperator;
import org.apache.pekko.persistence.AbstractPersistentActor;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;

/**
 * The snapshots and rows of a persistent actor. Nothing is saved or deleted on account of rows that may yet turn out not to be stored.
 */
final class ActorStorage implements Snapshots.Storage {
    private final AbstractPersistentActor actor;
    private final AfterCommit afterCommit;
    private final LongUnaryOperator lowestNeededRow;

    /** What the snapshot that is being handed to Pekko stands for. */
    private long savedRow;

    /**
     * @param lowestNeededRow the first row that is needed, of those up to the given one, or the one after it
     */
    ActorStorage(AbstractPersistentActor actor, AfterCommit afterCommit, LongUnaryOperator lowestNeededRow) {
        this.actor = actor;
        this.afterCommit = afterCommit;
        this.lowestNeededRow = lowestNeededRow;
    }

    @Override
    public void save(JournalSnapshot snapshot) {
        long row = lastRow();
        afterCommit.execute(() -> saveAt(row, snapshot));
    }

    private void saveAt(long row, JournalSnapshot snapshot) {
        savedRow = row;
        actor.saveSnapshot(snapshot);
    }

    /** Returns the last row that the snapshot stands for which the actor is saving now. */
    long savedRow() {
        return savedRow;
    }

    @Override
    public void deleteSnapshotsUpTo(long ordinal) {
        afterCommit.execute(() -> actor.deleteSnapshots(SnapshotSelectionCriteria.create(ordinal, Long.MAX_VALUE)));
    }

    @Override
    public void deleteRowsUpTo(long ordinal) {
        afterCommit.execute(() -> actor.deleteMessages(ordinal));
    }

    @Override
    public long lastRow() {
        return afterCommit.lastRow();
    }

    @Override
    public long lowestNeededRow() {
        return lowestNeededRow.applyAsLong(lastRow());
    }

    @Override
    public void stop() {
        actor.getContext().stop(actor.self());
    }
}
