package dev.jono.persistence.journal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The tables of a real Cassandra, one operation after the other. */
final class CassandraTables implements ModelTables {
    private final RowStore rows;
    private final ChunkStore chunks;
    private final String persistenceId;

    CassandraTables(RowStore rows, ChunkStore chunks, String persistenceId) {
        this.rows = rows;
        this.chunks = chunks;
        this.persistenceId = persistenceId;
    }

    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failure) {
            throw new AssertionError(failure);
        }
    }

    @Override
    public OwnerRecord owner() {
        return await(rows.readOwner(persistenceId));
    }

    @Override
    public boolean claim(long expectedEpoch, long newEpoch, String claimant) {
        return await(rows.claim(persistenceId, expectedEpoch, newEpoch, claimant));
    }

    @Override
    public boolean record(long epoch, Reigns reigns, long deletedTo) {
        return await(rows.record(persistenceId, epoch, reigns, deletedTo));
    }

    @Override
    public void write(long segment, List<Row> written) {
        await(rows.write(persistenceId, segment, written));
    }

    @Override
    public RowPage read(long segment, long first, long last, @Nullable Object page) {
        return await(rows.read(persistenceId, segment, first, last, page));
    }

    @Override
    public void delete(long segment, long last) {
        await(rows.delete(persistenceId, segment, last));
    }

    @Override
    public void writeChunk(UUID snapshot, int chunk, ByteBuffer bytes) {
        await(chunks.writeChunk(persistenceId, snapshot, chunk, bytes));
    }

    @Override
    public Optional<ByteBuffer> readChunk(UUID snapshot, int chunk) {
        return await(chunks.readChunk(persistenceId, snapshot, chunk));
    }

    @Override
    public void writeManifest(Manifest manifest) {
        await(chunks.writeManifest(persistenceId, manifest));
    }

    @Override
    public List<Manifest> manifests() {
        return await(chunks.readManifests(persistenceId));
    }

    @Override
    public void deleteChunks(UUID snapshot) {
        await(chunks.deleteChunks(persistenceId, snapshot));
    }

    @Override
    public void deleteSnapshotsUpTo(Manifest newest) {
        await(chunks.deleteUpTo(persistenceId, newest));
    }

    @Override
    public void deleteSnapshot(Manifest manifest) {
        await(chunks.delete(persistenceId, manifest));
    }
}
