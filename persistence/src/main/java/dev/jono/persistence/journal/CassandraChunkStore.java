package dev.jono.persistence.journal;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import dev.jono.persistence.cassandra.CassandraSession;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** The chunk store on Cassandra: a partition of manifests per persistence id, a partition of chunks per snapshot. */
final class CassandraChunkStore implements ChunkStore {
    private static final int MANIFESTS_PER_PAGE = 100;

    private final CassandraSession cassandra;
    private final Lazily<Statements> statements;
    private final Executor executor;

    CassandraChunkStore(CassandraSession cassandra, Executor executor) {
        this.cassandra = cassandra;
        this.executor = executor;
        this.statements = new Lazily<>(
                () -> cassandra.session().thenCompose(session -> Statements.prepare(session, cassandra.keyspace())));
    }

    @Override
    public CompletionStage<Void> writeChunk(String persistenceId, UUID snapshot, int chunk, ByteBuffer bytes) {
        return execute(s -> s.writeChunk.bind(persistenceId, snapshot, chunk, bytes))
                .thenApply(done -> null);
    }

    @Override
    public CompletionStage<Optional<ByteBuffer>> readChunk(String persistenceId, UUID snapshot, int chunk) {
        return execute(s -> s.readChunk.bind(persistenceId, snapshot, chunk))
                .thenApply(result -> Optional.ofNullable(result.one()).map(row -> row.getByteBuffer("bytes")));
    }

    @Override
    public CompletionStage<Void> writeManifest(String persistenceId, Manifest manifest) {
        return execute(s -> s.writeManifest.bind(
                        persistenceId,
                        manifest.mark().ordinal(),
                        manifest.id(),
                        manifest.mark().rowEpoch(),
                        manifest.savedByEpoch(),
                        manifest.takenAtMillis(),
                        manifest.chunkCount(),
                        manifest.byteCount(),
                        manifest.crc32c(),
                        manifest.serializerId(),
                        manifest.serializerManifest()))
                .thenApply(done -> null);
    }

    @Override
    public CompletionStage<List<Manifest>> readManifests(String persistenceId) {
        return execute(s -> s.readManifests.bind(persistenceId).setPageSize(MANIFESTS_PER_PAGE))
                .thenCompose(first -> collect(first, new ArrayList<>()));
    }

    private CompletionStage<List<Manifest>> collect(AsyncResultSet page, List<Manifest> into) {
        page.currentPage().forEach(row -> into.add(manifest(row)));
        return page.hasMorePages()
                ? page.fetchNextPage().thenComposeAsync(next -> collect(next, into), executor)
                : CompletableFuture.completedFuture(into);
    }

    @Override
    public CompletionStage<Void> delete(String persistenceId, Manifest manifest) {
        return execute(s -> s.deleteManifest.bind(persistenceId, manifest.mark().ordinal(), manifest.id()))
                .thenCompose(gone -> deleteChunks(persistenceId, manifest.id()));
    }

    @Override
    public CompletionStage<Void> deleteUpTo(String persistenceId, Manifest manifest) {
        return execute(s ->
                        s.deleteManifests.bind(persistenceId, manifest.mark().ordinal()))
                .thenCompose(gone -> deleteChunks(persistenceId, manifest.id()));
    }

    @Override
    public CompletionStage<Void> deleteChunks(String persistenceId, UUID snapshot) {
        return execute(s -> s.deleteChunks.bind(persistenceId, snapshot)).thenApply(done -> null);
    }

    private CompletionStage<AsyncResultSet> execute(Function<Statements, BoundStatement> statement) {
        return statements
                .get()
                .thenCompose(s -> s.session()
                        .executeAsync(statement
                                .apply(s)
                                .setConsistencyLevel(cassandra.consistency())
                                .setIdempotent(true)))
                .thenApplyAsync(result -> result, executor);
    }

    private static Manifest manifest(com.datastax.oss.driver.api.core.cql.Row row) {
        return new Manifest(
                new SnapshotMark(row.getLong("ordinal"), row.getLong("row_epoch")),
                Objects.requireNonNull(row.getUuid("snapshot_id")),
                row.getLong("saved_by_epoch"),
                row.getLong("taken_at_millis"),
                row.getInt("chunk_count"),
                row.getLong("byte_count"),
                row.getLong("crc32c"),
                row.getInt("serializer_id"),
                Objects.requireNonNullElse(row.getString("serializer_manifest"), ""));
    }

    /** The statements of the snapshot tables, prepared once per session. */
    private record Statements(
            CqlSession session,
            PreparedStatement writeChunk,
            PreparedStatement readChunk,
            PreparedStatement writeManifest,
            PreparedStatement readManifests,
            PreparedStatement deleteManifest,
            PreparedStatement deleteManifests,
            PreparedStatement deleteChunks) {

        static CompletionStage<Statements> prepare(CqlSession session, String keyspace) {
            String manifests = keyspace + ".snapshot_manifests";
            String chunks = keyspace + ".snapshot_chunks";
            var writeChunk = session.prepareAsync("INSERT INTO " + chunks
                            + " (persistence_id, snapshot_id, chunk, bytes) VALUES (?, ?, ?, ?)")
                    .toCompletableFuture();
            var readChunk = session.prepareAsync("SELECT bytes FROM " + chunks
                            + " WHERE persistence_id = ? AND snapshot_id = ? AND chunk = ?")
                    .toCompletableFuture();
            var writeManifest = session.prepareAsync(
                            "INSERT INTO " + manifests + " (persistence_id, ordinal, snapshot_id, row_epoch,"
                                    + " saved_by_epoch, taken_at_millis, chunk_count, byte_count, crc32c, serializer_id,"
                                    + " serializer_manifest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                    .toCompletableFuture();
            var readManifests = session.prepareAsync(
                            "SELECT ordinal, snapshot_id, row_epoch, saved_by_epoch, taken_at_millis, chunk_count,"
                                    + " byte_count, crc32c, serializer_id, serializer_manifest FROM " + manifests
                                    + " WHERE persistence_id = ?")
                    .toCompletableFuture();
            var deleteManifest = session.prepareAsync("DELETE FROM " + manifests
                            + " WHERE persistence_id = ? AND ordinal = ? AND snapshot_id = ?")
                    .toCompletableFuture();
            var deleteManifests = session.prepareAsync(
                            "DELETE FROM " + manifests + " WHERE persistence_id = ? AND ordinal <= ?")
                    .toCompletableFuture();
            var deleteChunks = session.prepareAsync(
                            "DELETE FROM " + chunks + " WHERE persistence_id = ? AND snapshot_id = ?")
                    .toCompletableFuture();
            return CompletableFuture.allOf(
                            writeChunk,
                            readChunk,
                            writeManifest,
                            readManifests,
                            deleteManifest,
                            deleteManifests,
                            deleteChunks)
                    .thenApply(all -> new Statements(
                            session,
                            writeChunk.join(),
                            readChunk.join(),
                            writeManifest.join(),
                            readManifests.join(),
                            deleteManifest.join(),
                            deleteManifests.join(),
                            deleteChunks.join()));
        }
    }
}
