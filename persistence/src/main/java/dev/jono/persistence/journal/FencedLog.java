package dev.jono.persistence.journal;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol that keeps one history per persistence id although several incarnations of its actor may be alive at once.
 *
 * <ol>
 *   <li>An incarnation claims the next epoch in the owner record, conditionally, before it reads anything.
 *   <li>It reads all live rows and so finds where the valid history ends.
 *   <li>If it is still the owner it records, conditionally, that it continues there. Rows of earlier epochs at or after that ordinal are void from then on.
 *   <li>Only then does it write, one segment per write, and after every write it reads the epoch again before the write counts as confirmed.
 * </ol>
 *
 * The same class runs on Cassandra and on the in-memory stand-in of the model test.
 */
final class FencedLog {
    /** Claims lost to another claimant before a recovery gives up. */
    static final int CLAIM_ATTEMPTS = 5;

    /** What follows on {@link OwnerRecord#NONE}. */
    private static final long FIRST_EPOCH = 1;

    private static final Logger log = LoggerFactory.getLogger(FencedLog.class);

    /** The reading of a history, from its start, for as long as it is wanted. */
    private record Reading(String persistenceId, long start, HistoryReader reader, BooleanSupplier wanted) {}

    private final RowStore store;
    private final OwnerCheck ownerCheck;
    private final Fence fence;
    private final JournalCounters counters;
    private final Turns histories;
    private final boolean allowsDeletedHistory;

    /**
     * Prepares the protocol.
     *
     * @param histories how many histories are read at once; claims, records and writes take no turn
     */
    FencedLog(
            RowStore store,
            OwnerCheck ownerCheck,
            Fence fence,
            JournalCounters counters,
            Turns histories,
            boolean allowsDeletedHistory) {
        this.store = store;
        this.histories = histories;
        this.ownerCheck = ownerCheck;
        this.fence = fence;
        this.counters = counters;
        this.allowsDeletedHistory = allowsDeletedHistory;
    }

    /**
     * Claims the persistence id, hands every valid row that the point asks for to the sink, in order, and becomes the owner.
     *
     * @param wanted whether somebody still waits for the recovery; asked before it claims, and before each page, so that nobody else waits
     *     for a turn behind one that was given up
     */
    CompletionStage<Incarnation> recover(
            String persistenceId, String owner, RecoveryPoint point, BooleanSupplier wanted, Consumer<Row> sink) {
        return claimBehindFence(persistenceId, owner, wanted).thenCompose(claimed -> {
            long start = requireCovered(persistenceId, claimed, point);
            HistoryReader reader = new HistoryReader(persistenceId, claimed, start, row -> {
                if (row.ordinal() >= point.first() && row.ordinal() <= point.last()) {
                    sink.accept(row);
                }
            });
            Reading reading = new Reading(persistenceId, start, reader, wanted);
            return histories
                    .take(() -> readSegments(reading, Segments.firstThatMayHold(start)))
                    .thenCompose(read -> takeOver(persistenceId, claimed, reader));
        });
    }

    /** A claim by a process that may no longer own anything would stop the true owner. */
    private CompletionStage<OwnerRecord> claimBehindFence(String persistenceId, String owner, BooleanSupplier wanted) {
        return done().thenCompose(open -> {
            fence.check();
            return claim(persistenceId, owner, wanted, CLAIM_ATTEMPTS);
        });
    }

    /**
     * Stores the writes one after the other; completes once all are confirmed. A failure ends the incarnation.
     *
     * @param first the ordinal that the writer gives its first row
     */
    CompletionStage<Void> write(Incarnation incarnation, long first, CompletionStage<List<List<RowBody>>> writes) {
        return incarnation.writeInTurn(() -> writes.thenCompose(all -> {
                    incarnation.requireNext(first);
                    return storeAll(incarnation, all, 0, first);
                })
                .thenAccept(next -> {
                    counters.rowsWritten(next - first);
                    incarnation.confirmed(next);
                })
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        counters.failedWrite();
                        incarnation.end(failure);
                    }
                }));
    }

    /** Completes if the incarnation is the owner and the process may confirm; fails otherwise. */
    CompletionStage<Void> confirmOwner(Incarnation incarnation) {
        return ownerCheck.confirm(incarnation).thenAccept(still -> fence.check());
    }

    /** Deletes all rows up to the ordinal: first recorded, conditionally, then done. Never more than is confirmed. */
    CompletionStage<Void> delete(Incarnation incarnation, long toOrdinal) {
        return incarnation.deleteInTurn(() -> {
            fence.check();
            long from = incarnation.deletedTo();
            long to = Math.min(toOrdinal, incarnation.next() - 1);
            if (to <= from) {
                return done();
            }
            Reigns reigns = incarnation.reigns().trimmedTo(to);
            return store.record(incarnation.persistenceId(), incarnation.epoch(), reigns, to)
                    .thenCompose(still -> {
                        if (!still) {
                            return notOwner(incarnation);
                        }
                        incarnation.deleted(reigns, to);
                        return deleteSegments(incarnation, Segments.firstThatMayHold(from + 1), to);
                    });
        });
    }

    /**
     * A recovery that was replaced in this process before it read the epoch claims nothing, so that it does not displace the one that
     * replaced it; if it was replaced later, the condition decides.
     */
    private CompletionStage<OwnerRecord> claim(
            String persistenceId, String owner, BooleanSupplier wanted, int attemptsLeft) {
        return store.readEpoch(persistenceId).thenCompose(epoch -> {
            requireWanted(persistenceId, wanted);
            return store.claim(persistenceId, epoch, epoch + 1, owner).thenCompose(claimed -> {
                if (claimed) {
                    counters.claimed();
                    return readClaimed(persistenceId, epoch + 1, owner);
                }
                if (attemptsLeft <= 1) {
                    throw new NotOwnerException("[" + persistenceId + "] was claimed by others " + CLAIM_ATTEMPTS
                            + " times while this actor tried to; recover again later");
                }
                return claim(persistenceId, owner, wanted, attemptsLeft - 1);
            });
        });
    }

    /**
     * Only the claimant changes the rest of the record now, so what is read here stays true as long as the claim does. The first claim
     * of all made the record, on the condition that there was none: nothing else is in it, and nothing is read.
     */
    private CompletionStage<OwnerRecord> readClaimed(String persistenceId, long epoch, String claimant) {
        if (epoch == FIRST_EPOCH) {
            return CompletableFuture.completedFuture(new OwnerRecord(epoch, claimant, Reigns.NONE, 0));
        }
        return store.readOwner(persistenceId).thenApply(owner -> {
            if (owner.epoch() != epoch) {
                throw displacedWhileRecovering(persistenceId, epoch);
            }
            return owner;
        });
    }

    private long requireCovered(String persistenceId, OwnerRecord claimed, RecoveryPoint point) {
        SnapshotMark snapshot = point.snapshot();
        if (snapshot != null && point.coveredTo() > 0 && !snapshot.validIn(claimed.reigns())) {
            throw new IncompleteHistoryException(
                    persistenceId, "the snapshot at " + snapshot.ordinal() + " that was loaded is not valid any more");
        }
        boolean proved = !point.wantsEvents() || point.first() > claimed.deletedTo() || allowsDeletedHistory;
        if (!proved) {
            throw new IncompleteHistoryException(
                    persistenceId,
                    "its rows were deleted up to " + claimed.deletedTo() + ", but the snapshots cover it only up to "
                            + (point.first() - 1));
        }
        return Math.max(point.coveredTo(), claimed.deletedTo()) + 1;
    }

    private CompletionStage<Void> readSegments(Reading reading, long segment) {
        return readPages(reading, segment, null)
                .thenCompose(read ->
                        // One segment beyond the one in which the history goes on proves that it does not.
                        segment > Segments.of(reading.reader().next()) ? done() : readSegments(reading, segment + 1));
    }

    private CompletionStage<Void> readPages(Reading reading, long segment, @Nullable Object page) {
        requireWanted(reading.persistenceId(), reading.wanted());
        return store.read(reading.persistenceId(), segment, reading.start(), Long.MAX_VALUE, page)
                .thenCompose(read -> {
                    read.rows().forEach(reading.reader()::accept);
                    return read.next() == null ? done() : readPages(reading, segment, read.next());
                });
    }

    private CompletionStage<Incarnation> takeOver(String persistenceId, OwnerRecord claimed, HistoryReader reader) {
        long next = reader.end();
        Reigns reigns = claimed.reigns().takenOver(claimed.epoch(), next);
        return store.record(persistenceId, claimed.epoch(), reigns, claimed.deletedTo())
                .thenApply(still -> {
                    if (!still) {
                        throw displacedWhileRecovering(persistenceId, claimed.epoch());
                    }
                    if (reader.sawUnclaimedEpoch()) {
                        throw new IncompleteHistoryException(
                                persistenceId, "there are rows of an epoch that its owner record does not know");
                    }
                    fence.check();
                    reportVoid(persistenceId, reader.voidRows());
                    return new Incarnation(persistenceId, claimed.epoch(), reigns, claimed.deletedTo(), next);
                });
    }

    private void reportVoid(String persistenceId, long rows) {
        if (rows > 0) {
            counters.voidRows(rows);
            log.warn(
                    "Journal of [{}] holds {} void rows, written by an incarnation that was no longer its owner or left behind by a"
                            + " write that failed; they are not part of its history",
                    persistenceId,
                    rows);
        }
    }

    /**
     * Each write is confirmed before the next one is stored: a new owner may have read on past the place of the first before it arrived, and
     * would take the second one for what is left of a loss.
     */
    private CompletionStage<Long> storeAll(Incarnation incarnation, List<List<RowBody>> writes, int index, long first) {
        if (index == writes.size()) {
            return CompletableFuture.completedFuture(first);
        }
        List<Row> rows = Writes.rows(incarnation.epoch(), first, writes.get(index));
        return store.write(incarnation.persistenceId(), Segments.of(first), rows)
                .thenCompose(stored -> confirmOwner(incarnation))
                .thenCompose(still -> storeAll(incarnation, writes, index + 1, first + rows.size()));
    }

    private CompletionStage<Void> deleteSegments(Incarnation incarnation, long segment, long to) {
        if (segment > Segments.of(to)) {
            return done();
        }
        return store.delete(incarnation.persistenceId(), segment, to)
                .whenComplete((deleted, failure) -> {
                    if (failure != null) {
                        counters.failedDelete();
                        log.warn(
                                "Rows of [{}] up to {} could not be deleted from segment {}; they take space but do not count",
                                incarnation.persistenceId(),
                                to,
                                segment,
                                failure);
                    }
                })
                .thenCompose(deleted -> deleteSegments(incarnation, segment + 1, to));
    }

    private <T> CompletionStage<T> notOwner(Incarnation incarnation) {
        counters.ownershipLost();
        return store.readEpoch(incarnation.persistenceId()).thenApply(epoch -> {
            throw incarnation.displacedBy(epoch);
        });
    }

    private NotOwnerException displacedWhileRecovering(String persistenceId, long epoch) {
        counters.ownershipLost();
        return new NotOwnerException("epoch " + epoch + " of [" + persistenceId
                + "] was claimed by another incarnation during its recovery. This actor must stop");
    }

    private static void requireWanted(String persistenceId, BooleanSupplier wanted) {
        if (!wanted.getAsBoolean()) {
            throw JournalException.abandoned(persistenceId);
        }
    }

    private static CompletionStage<Void> done() {
        return CompletableFuture.completedFuture(null);
    }
}
