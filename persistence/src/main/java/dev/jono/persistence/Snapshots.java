package dev.jono.persistence;

import dev.jono.api.protocol.QueueKey;
import dev.jono.core.Queue;
import dev.jono.core.QueueImage;
import dev.jono.persistence.codec.JournalSnapshot;
import java.util.Map;
import org.apache.pekko.actor.AbstractActor.Receive;
import org.apache.pekko.japi.pf.ReceiveBuilder;
import org.apache.pekko.persistence.DeleteMessagesFailure;
import org.apache.pekko.persistence.DeleteMessagesSuccess;
import org.apache.pekko.persistence.DeleteSnapshotsFailure;
import org.apache.pekko.persistence.DeleteSnapshotsSuccess;
import org.apache.pekko.persistence.SaveSnapshotFailure;
import org.apache.pekko.persistence.SaveSnapshotSuccess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a queue's snapshots, deletes the rows and snapshots that two newer ones make superfluous, and ends the actor once the save of
 * its last snapshot has ended, well or not. Nothing waits for a save or a delete but that end; what fails is tried again with the next one.
 */
final class Snapshots {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    /** Between how many snapshots rows may lie that are not needed any more: the one that is due next, and the two before. */
    private static final int SPARE = 3;

    /** What it has the actor do. */
    interface Storage {
        /** Saves this as what there is after {@link #lastRow()}. */
        void save(JournalSnapshot snapshot);

        void deleteSnapshotsUpTo(long ordinal);

        void deleteRowsUpTo(long ordinal);

        /** Returns the last row that is decided: the state is what there is behind it, whether it is stored yet or not. */
        long lastRow();

        /** Returns the first row that holds a live message or is being read, and the one after the last row when none is. */
        long lowestNeededRow();

        /** Stops the actor. */
        void stop();
    }

    private final QueueKey key;
    private final SnapshotPolicy policy;
    private final Storage storage;
    private JournalMarks marks = new JournalMarks();
    private long deletedTo;

    /** Up to where deletes are under way, or {@link #deletedTo}. */
    private long deletingTo;

    /** Whether rows have stayed undeleted since the last snapshot. */
    private boolean hasDeleteFailed;

    private long lastSave = Long.MAX_VALUE;
    private boolean lastSaveEnded;
    private int deletesUnderWay;

    Snapshots(QueueKey key, SnapshotPolicy policy, Storage storage) {
        this.key = key;
        this.policy = policy;
        this.storage = storage;
    }

    /** The state comes from this snapshot. One of the first version does not know the journal's bytes: those that live are what is known. */
    void recoveredFrom(long ordinal, JournalSnapshot snapshot, Queue queue) {
        policy.recoveredFrom(ordinal);
        boolean isKnown = snapshot.bytes() > 0;
        marks = JournalMarks.of(
                isKnown ? snapshot.bytesBefore() : Map.of(0L, 0L),
                isKnown ? snapshot.bytes() : CleaningPolicy.liveBytes(queue));
    }

    /** Rows of so many bytes were written, or replayed, the first of them here. */
    void wrote(long firstRow, long bytes) {
        policy.wrote(bytes);
        marks.wrote(firstRow, bytes);
    }

    /** Returns after how many bytes of rows one is taken. */
    long bytesBetween() {
        return policy.bytesBetween();
    }

    /** Returns how many bytes the journal has. */
    JournalMarks marks() {
        return marks;
    }

    void saveIfDue(Queue queue) {
        if (policy.isDue()) {
            save(queue);
        }
    }

    /**
     * Deletes what two snapshots have made superfluous already, when that is much: after a purge, say, of rows that held messages when the last snapshot was taken.
     *
     * @param mostBytes what there may be from the oldest needed row on; beside it, there may be what is written between some snapshots
     */
    void truncateIfDue(Queue queue, long mostBytes) {
        boolean isBusy = deletesUnderWay > 0 || policy.isSaving() || hasDeleteFailed;
        if (isBusy || marks.bytesFrom(0) <= mostBytes + SPARE * bytesBetween()) {
            return;
        }
        if (policy.older().isPresent()) {
            truncateRows(policy.older().getAsLong());
        } else if (!policy.hasFailed()) {
            save(queue);
        }
    }

    /** Saves the last one; the actor stops when that has ended, well or not, and so have the deletes. */
    void saveLast(Queue queue) {
        lastSave = storage.lastRow();
        save(queue);
    }

    private void save(Queue queue) {
        QueueImage image = queue.image();
        policy.saving(SnapshotPolicy.estimatedBytes(image));
        storage.save(new JournalSnapshot(image, marks.bytesBefore(), marks.bytes()));
    }

    /** Takes Pekko's answers. */
    Receive answers() {
        return ReceiveBuilder.create()
                .match(
                        SaveSnapshotSuccess.class,
                        saved -> saved(saved.metadata().sequenceNr()))
                .match(
                        SaveSnapshotFailure.class,
                        failed -> failed(failed.metadata().sequenceNr(), failed.cause()))
                .match(DeleteMessagesSuccess.class, done -> rowsDeleted(done.toSequenceNr()))
                .match(DeleteSnapshotsSuccess.class, done -> deleted())
                .match(DeleteMessagesFailure.class, failed -> rowsStay(failed.cause()))
                .match(DeleteSnapshotsFailure.class, failed -> stayUndeleted("Snapshots", failed.cause()))
                .build();
    }

    private void saved(long ordinal) {
        policy.saved(ordinal).ifPresent(this::truncate);
        ended(ordinal);
    }

    private void failed(long ordinal, Throwable cause) {
        LOG.warn("The snapshot of {} at {} failed; the journal keeps what it would have covered", key, ordinal, cause);
        policy.failed();
        ended(ordinal);
    }

    /** Two are kept. Rows go that the older one covers, unless a message of theirs is still to be read from them. */
    private void truncate(long older) {
        storage.deleteSnapshotsUpTo(older - 1);
        deletesUnderWay++;
        hasDeleteFailed = false;
        truncateRows(older);
    }

    private void truncateRows(long older) {
        long deletable = Math.min(older, storage.lowestNeededRow() - 1);
        if (deletable > deletingTo) {
            storage.deleteRowsUpTo(deletable);
            deletesUnderWay++;
            deletingTo = deletable;
        }
    }

    private void rowsDeleted(long ordinal) {
        deletedTo = Math.max(deletedTo, ordinal);
        marks.forgetBefore(deletedTo + 1);
        deleted();
    }

    /** The next snapshot has them deleted, together with what it makes superfluous itself. */
    private void rowsStay(Throwable cause) {
        deletingTo = deletedTo;
        hasDeleteFailed = true;
        stayUndeleted("Rows", cause);
    }

    private void deleted() {
        deletesUnderWay--;
        stopIfEnded();
    }

    private void stayUndeleted(String what, Throwable cause) {
        LOG.warn("{} of {} stay undeleted until the next snapshot", what, key, cause);
        deleted();
    }

    /** An earlier one may end late. */
    private void ended(long ordinal) {
        lastSaveEnded |= ordinal >= lastSave;
        stopIfEnded();
    }

    private void stopIfEnded() {
        if (lastSaveEnded && deletesUnderWay == 0) {
            storage.stop();
        }
    }
}
