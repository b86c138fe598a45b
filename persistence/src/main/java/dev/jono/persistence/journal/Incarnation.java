package dev.jono.persistence.journal;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One persistent actor's life from its recovery to its stop: the epoch it claimed, and where it writes next. Its writes take turns;
 * the first one that fails ends it, because nothing may be written behind a write whose outcome is unknown.
 */
final class Incarnation {
    private final String persistenceId;
    private final long epoch;
    private final Lane writes = new Lane();
    private final Lane deletes = new Lane();
    private final Lane saves = new Lane();
    private final Set<Manifest> unfinishedSnapshots = ConcurrentHashMap.newKeySet();
    private final AtomicLong snapshotsBegun = new AtomicLong();
    private volatile boolean predecessorsCleaned;
    private volatile Reigns reigns;
    private volatile long deletedTo;
    private volatile long next;
    private volatile @Nullable Throwable ended;

    Incarnation(String persistenceId, long epoch, Reigns reigns, long deletedTo, long next) {
        this.persistenceId = persistenceId;
        this.epoch = epoch;
        this.reigns = reigns;
        this.deletedTo = deletedTo;
        this.next = next;
    }

    String persistenceId() {
        return persistenceId;
    }

    long epoch() {
        return epoch;
    }

    Reigns reigns() {
        return reigns;
    }

    long deletedTo() {
        return deletedTo;
    }

    /** The ordinal of the next row to write; all before it are confirmed. */
    long next() {
        return next;
    }

    /** Runs the write after all earlier ones, unless one of them failed. */
    CompletionStage<Void> writeInTurn(Supplier<CompletionStage<Void>> write) {
        return writes.run(() -> {
            requireGoingOn();
            return write.get();
        });
    }

    /** Runs the delete after all earlier ones, beside the writes. */
    CompletionStage<Void> deleteInTurn(Supplier<CompletionStage<Void>> delete) {
        return deletes.run(delete);
    }

    /** Runs the save of a snapshot, or what cleans up after one, after all earlier ones, beside the writes. */
    CompletionStage<Void> saveInTurn(Supplier<CompletionStage<Void>> save) {
        return saves.run(save);
    }

    /** The name of the next snapshot that it saves. */
    UUID nextSnapshotId() {
        return SnapshotIds.of(epoch, snapshotsBegun.incrementAndGet());
    }

    /** Whether it has deleted what the owners before it left of unfinished snapshots. */
    boolean hasCleanedPredecessors() {
        return predecessorsCleaned;
    }

    void cleanedPredecessors() {
        predecessorsCleaned = true;
    }

    /** Snapshots that it began to save and, as long as none is being saved, failed to. */
    Set<Manifest> unfinishedSnapshots() {
        return unfinishedSnapshots;
    }

    void requireGoingOn() {
        Throwable cause = ended;
        if (cause != null) {
            throw new JournalException(
                    "epoch " + epoch + " of [" + persistenceId + "] has ended with an earlier failure; recover again",
                    cause);
        }
    }

    void requireNext(long first) {
        if (first != next) {
            throw new JournalException("a write of [" + persistenceId + "] starts at " + first
                    + ", but its next row is " + next + "; the actor's sequence numbers are not those of its history");
        }
    }

    void confirmed(long newNext) {
        next = newNext;
    }

    void deleted(Reigns newReigns, long newDeletedTo) {
        reigns = newReigns;
        deletedTo = newDeletedTo;
    }

    void end(Throwable cause) {
        ended = cause;
    }

    NotOwnerException displacedBy(long otherEpoch) {
        return new NotOwnerException("epoch " + epoch + " of [" + persistenceId + "] is over: epoch " + otherEpoch
                + " has claimed it. This actor must stop");
    }

    @Override
    public String toString() {
        return "epoch " + epoch + " of [" + persistenceId + "]";
    }
}
