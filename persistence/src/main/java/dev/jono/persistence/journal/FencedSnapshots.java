package dev.jono.persistence.journal;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots in chunks, under the same owner record as the rows. A snapshot counts exactly if the row it ends with does, so what an
 * incarnation saves that is no longer the owner is passed over. If the newest one cannot be read, the one before is used.
 */
final class FencedSnapshots {
    private static final Logger log = LoggerFactory.getLogger(FencedSnapshots.class);
    private static final Comparator<Manifest> NEWEST_FIRST = Comparator.<Manifest>comparingLong(
                    manifest -> manifest.mark().ordinal())
            .thenComparingLong(Manifest::takenAtMillis)
            .thenComparingLong(Manifest::savedByEpoch)
            .reversed();

    /** A snapshot that was read, and what it ends with. */
    record Loaded<T>(Manifest manifest, T snapshot) {}

    private final RowStore owners;
    private final ChunkStore store;
    private final FencedLog fencedLog;
    private final JournalCounters counters;
    private final Turns histories;
    private final int chunkBytes;

    /**
     * Prepares the store.
     *
     * @param histories how many snapshots and histories are read at once
     */
    FencedSnapshots(
            RowStore owners,
            ChunkStore store,
            FencedLog fencedLog,
            JournalCounters counters,
            Turns histories,
            int chunkBytes) {
        this.histories = histories;
        this.owners = owners;
        this.store = store;
        this.fencedLog = fencedLog;
        this.counters = counters;
        this.chunkBytes = chunkBytes;
    }

    /**
     * Saves what the state is after the row of the ordinal, which must be confirmed, once all earlier saves have ended: what they have
     * written and not finished by then is left over.
     */
    CompletionStage<Void> save(
            Incarnation incarnation, long ordinal, long takenAtMillis, SerializedForms.Stored snapshot) {
        if (ordinal >= incarnation.next()) {
            throw new JournalException("a snapshot of [" + incarnation.persistenceId() + "] at " + ordinal
                    + " is ahead of its last confirmed row, " + (incarnation.next() - 1));
        }
        Manifest manifest = new Manifest(
                new SnapshotMark(ordinal, incarnation.reigns().epochAt(ordinal)),
                incarnation.nextSnapshotId(),
                incarnation.epoch(),
                takenAtMillis,
                (snapshot.bytes().remaining() + chunkBytes - 1) / chunkBytes,
                snapshot.bytes().remaining(),
                checksum(snapshot.bytes()),
                snapshot.serializerId(),
                snapshot.manifest());
        CompletionStage<Void> saved = incarnation.saveInTurn(() -> save(incarnation, manifest, snapshot.bytes()));
        saved.thenRun(() -> incarnation.saveInTurn(() -> deleteUnfinishedOfPredecessors(incarnation)));
        return saved;
    }

    private CompletionStage<Void> save(Incarnation incarnation, Manifest manifest, ByteBuffer bytes) {
        return deleteUnfinished(incarnation)
                .thenCompose(cleaned -> {
                    incarnation.unfinishedSnapshots().add(manifest);
                    return writeChunks(incarnation.persistenceId(), manifest, bytes, 0);
                })
                .thenCompose(written -> fencedLog.confirmOwner(incarnation))
                .thenCompose(still -> store.writeManifest(incarnation.persistenceId(), manifest))
                .thenAccept(saved -> incarnation.unfinishedSnapshots().remove(manifest));
    }

    /**
     * Deletes once what owners before this one left behind when they died in a save. Behind a snapshot of its own, because one of
     * them may be alive after all and about to write its manifest: what that names is then not the only one, nor the newest. Nobody
     * waits for this.
     */
    private CompletionStage<Void> deleteUnfinishedOfPredecessors(Incarnation incarnation) {
        if (incarnation.hasCleanedPredecessors()) {
            return CompletableFuture.completedFuture(null);
        }
        String persistenceId = incarnation.persistenceId();
        return store.readManifests(persistenceId)
                .thenCompose(finished -> {
                    CompletionStage<Void> done = CompletableFuture.completedFuture(null);
                    for (UUID id : SnapshotIds.unfinishedBefore(incarnation.epoch(), incarnation.reigns(), finished)) {
                        done = done.thenCompose(before -> store.deleteChunks(persistenceId, id));
                    }
                    return done;
                })
                .handle((deleted, failure) -> {
                    if (failure == null) {
                        incarnation.cleanedPredecessors();
                    } else {
                        log.warn("Chunks of snapshots before {} stay until its next one", incarnation, failure);
                    }
                    return (Void) null;
                });
    }

    /**
     * Deletes what this incarnation's failed saves left behind. Each one's manifest goes first, because its write may have arrived after
     * all. A failure here keeps nobody from saving.
     */
    private CompletionStage<Void> deleteUnfinished(Incarnation incarnation) {
        CompletionStage<Void> done = CompletableFuture.completedFuture(null);
        for (Manifest left : List.copyOf(incarnation.unfinishedSnapshots())) {
            done = done.thenCompose(before -> store.delete(incarnation.persistenceId(), left))
                    .handle((deleted, failure) -> {
                        if (failure == null) {
                            incarnation.unfinishedSnapshots().remove(left);
                        } else {
                            log.warn("Chunks of a failed snapshot of {} stay until the next one", incarnation, failure);
                        }
                        return (Void) null;
                    });
        }
        return done;
    }

    /**
     * The newest valid snapshot that matches and can be read and decoded; fails if there are such but none is readable.
     *
     * @param wanted whether somebody still waits for it; asked when its turn to be read has come
     */
    <T> CompletionStage<Optional<Loaded<T>>> load(
            String persistenceId,
            Predicate<Manifest> which,
            Function<SerializedForms.Stored, T> decode,
            BooleanSupplier wanted) {
        return valid(persistenceId)
                .thenCompose(all -> all.isEmpty()
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : histories.take(() -> {
                            if (!wanted.getAsBoolean()) {
                                throw JournalException.abandoned(persistenceId);
                            }
                            return loadFirst(
                                    persistenceId, all.stream().filter(which).toList(), decode);
                        }));
    }

    /** The valid snapshots, newest first. Who owns the id is of no matter where there are none. */
    CompletionStage<List<Manifest>> valid(String persistenceId) {
        return store.readManifests(persistenceId)
                .thenCompose(all -> all.isEmpty()
                        ? CompletableFuture.completedFuture(all)
                        : owners.readOwner(persistenceId).thenApply(owner -> valid(persistenceId, all, owner)));
    }

    /** Deletes the snapshots that match, valid or not. */
    CompletionStage<Void> delete(Incarnation incarnation, Predicate<Manifest> which) {
        String persistenceId = incarnation.persistenceId();
        return fencedLog
                .confirmOwner(incarnation)
                .thenCompose(still -> store.readManifests(persistenceId))
                .thenCompose(all -> delete(persistenceId, all, which));
    }

    /**
     * The oldest first, each with its chunks before the next. Where nothing stays at or below it, which is the rule, it goes without a
     * tombstone of its own: there are several snapshots a second, and each recovery and each delete reads all manifests.
     */
    private CompletionStage<Void> delete(String persistenceId, List<Manifest> all, Predicate<Manifest> which) {
        long lowestKept = all.stream()
                .filter(which.negate())
                .mapToLong(manifest -> manifest.mark().ordinal())
                .min()
                .orElse(Long.MAX_VALUE);
        CompletionStage<Void> done = CompletableFuture.completedFuture(null);
        for (Manifest manifest :
                all.stream().filter(which).sorted(NEWEST_FIRST.reversed()).toList()) {
            done = done.thenCompose(before -> manifest.mark().ordinal() < lowestKept
                    ? store.deleteUpTo(persistenceId, manifest)
                    : store.delete(persistenceId, manifest));
        }
        return done;
    }

    private List<Manifest> valid(String persistenceId, List<Manifest> all, OwnerRecord owner) {
        if (!all.isEmpty() && owner.epoch() == 0) {
            throw new IncompleteHistoryException(persistenceId, "it has snapshots but no owner record");
        }
        List<Manifest> valid = all.stream()
                .filter(manifest -> manifest.mark().validIn(owner.reigns()))
                .sorted(NEWEST_FIRST)
                .toList();
        // Below what was deleted the reigns are forgotten, and a snapshot from there is of no use.
        long voided = all.stream()
                .filter(manifest -> manifest.mark().ordinal() >= owner.deletedTo())
                .filter(manifest -> !manifest.mark().validIn(owner.reigns()))
                .count();
        if (voided > 0) {
            counters.voidSnapshots(voided);
            log.warn(
                    "[{}] has {} void snapshots, saved by an incarnation that was no longer its owner; they do not count",
                    persistenceId,
                    voided);
        }
        return valid.stream()
                .filter(manifest -> manifest.mark().ordinal() >= owner.deletedTo())
                .toList();
    }

    private <T> CompletionStage<Optional<Loaded<T>>> loadFirst(
            String persistenceId, List<Manifest> candidates, Function<SerializedForms.Stored, T> decode) {
        if (candidates.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        Manifest newest = candidates.get(0);
        List<Manifest> older = candidates.subList(1, candidates.size());
        return read(persistenceId, newest)
                .thenApply(stored -> Optional.of(new Loaded<>(newest, decode.apply(stored))))
                .exceptionallyCompose(failure -> {
                    counters.unreadableSnapshot();
                    log.error(
                            "A snapshot cannot be read, {}: {}",
                            older.isEmpty() ? "and there is no older one" : "so the one before is used",
                            Stages.unwrap(failure).toString());
                    return older.isEmpty()
                            ? CompletableFuture.failedFuture(failure)
                            : loadFirst(persistenceId, older, decode);
                });
    }

    private CompletionStage<SerializedForms.Stored> read(String persistenceId, Manifest manifest) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(manifest.byteCount()));
        return readChunks(persistenceId, manifest, bytes, 0).thenApply(read -> {
            bytes.flip();
            if (bytes.remaining() != manifest.byteCount() || checksum(bytes) != manifest.crc32c()) {
                throw unreadable(persistenceId, manifest, "its bytes are not those that were saved");
            }
            return new SerializedForms.Stored(manifest.serializerId(), manifest.serializerManifest(), bytes);
        });
    }

    private CompletionStage<Void> readChunks(String persistenceId, Manifest manifest, ByteBuffer into, int chunk) {
        if (chunk == manifest.chunkCount()) {
            return CompletableFuture.completedFuture(null);
        }
        return store.readChunk(persistenceId, manifest.id(), chunk).thenCompose(bytes -> {
            if (bytes.isEmpty() || bytes.get().remaining() > into.remaining()) {
                throw unreadable(persistenceId, manifest, "chunk " + chunk + " is missing or too long");
            }
            into.put(bytes.get());
            return readChunks(persistenceId, manifest, into, chunk + 1);
        });
    }

    private CompletionStage<Void> writeChunks(String persistenceId, Manifest manifest, ByteBuffer bytes, int chunk) {
        if (chunk == manifest.chunkCount()) {
            return CompletableFuture.completedFuture(null);
        }
        int from = bytes.position() + chunk * chunkBytes;
        ByteBuffer piece = bytes.slice(from, Math.min(chunkBytes, bytes.limit() - from));
        return store.writeChunk(persistenceId, manifest.id(), chunk, piece)
                .thenCompose(written -> writeChunks(persistenceId, manifest, bytes, chunk + 1));
    }

    private static JournalException unreadable(String persistenceId, Manifest manifest, String why) {
        return new JournalException(
                "snapshot of [" + persistenceId + "] at " + manifest.mark().ordinal() + ": " + why);
    }

    private static long checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return crc.getValue();
    }
}
