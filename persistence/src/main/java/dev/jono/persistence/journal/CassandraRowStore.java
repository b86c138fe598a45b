package dev.jono.persistence.journal;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import dev.jono.persistence.cassandra.CassandraSession;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The row store on Cassandra. One write is one unlogged batch to one partition, which Cassandra applies as a whole; reads and writes
 * are quorum operations; claims and records are light-weight transactions. What is read of rows is unpacked on the given executor; all
 * else goes on in the driver's own threads, because every change of threads costs a commit's latency some 30 microseconds.
 */
final class CassandraRowStore implements RowStore {
    private final CassandraSession cassandra;
    private final Lazily<Statements> statements;
    private final Executor executor;
    private final int pageSize;

    CassandraRowStore(CassandraSession cassandra, Executor executor, int pageSize) {
        this.cassandra = cassandra;
        this.executor = executor;
        this.pageSize = pageSize;
        this.statements = new Lazily<>(
                () -> cassandra.session().thenCompose(session -> Statements.prepare(session, cassandra.keyspace())));
    }

    @Override
    public CompletionStage<OwnerRecord> readOwner(String persistenceId) {
        return execute((s, session) -> quorum(s.readOwner.bind(persistenceId)).setIdempotent(true))
                .thenApply(result -> {
                    com.datastax.oss.driver.api.core.cql.Row row = result.one();
                    return row == null ? OwnerRecord.NONE : owner(row);
                });
    }

    @Override
    public CompletionStage<Long> readEpoch(String persistenceId) {
        return execute((s, session) -> quorum(s.readEpoch.bind(persistenceId)).setIdempotent(true))
                .thenApply(result -> {
                    com.datastax.oss.driver.api.core.cql.Row row = result.one();
                    return row == null ? 0L : row.getLong(0);
                });
    }

    @Override
    public CompletionStage<Boolean> claim(String persistenceId, long expectedEpoch, long newEpoch, String owner) {
        return execute((s, session) -> conditional(
                        expectedEpoch == 0
                                ? s.claimFirst.bind(persistenceId, newEpoch, owner)
                                : s.claim.bind(newEpoch, owner, persistenceId, expectedEpoch)))
                .thenApply(AsyncResultSet::wasApplied);
    }

    @Override
    public CompletionStage<Boolean> record(String persistenceId, long epoch, Reigns reigns, long deletedTo) {
        return execute((s, session) ->
                        conditional(s.record.bind(reigns.firstByEpoch(), deletedTo, persistenceId, epoch)))
                .thenApply(AsyncResultSet::wasApplied);
    }

    @Override
    public CompletionStage<Void> write(String persistenceId, long segment, List<Row> rows) {
        // Fixed here, so that the driver repeats the very same write if it has to.
        long timestamp = Clocks.micros();
        return execute((s, session) -> {
                    if (rows.size() == 1) { // costs Cassandra less than a batch of one
                        return stamped(insert(s.writeRow, persistenceId, segment, rows.get(0)), timestamp);
                    }
                    BatchStatementBuilder batch = BatchStatement.builder(DefaultBatchType.UNLOGGED);
                    rows.forEach(row -> batch.addStatement(insert(s.writeRow, persistenceId, segment, row)));
                    return stamped(batch.build(), timestamp);
                })
                .thenApply(result -> null);
    }

    @Override
    public CompletionStage<RowPage> read(
            String persistenceId, long segment, long firstOrdinal, long lastOrdinal, @Nullable Object page) {
        return execute((s, session) -> quorum(s.readRows.bind(persistenceId, segment, firstOrdinal, lastOrdinal))
                        .setPageSize(pageSize)
                        .setPagingState((ByteBuffer) page)
                        .setIdempotent(true))
                .thenApplyAsync(
                        result -> {
                            List<Row> rows = new ArrayList<>();
                            result.currentPage().forEach(row -> rows.add(row(row)));
                            return new RowPage(rows, result.getExecutionInfo().getPagingState());
                        },
                        executor);
    }

    @Override
    public CompletionStage<Void> delete(String persistenceId, long segment, long lastOrdinal) {
        long timestamp = Clocks.micros();
        return execute((s, session) -> stamped(s.deleteRows.bind(persistenceId, segment, lastOrdinal), timestamp))
                .thenApply(result -> null);
    }

    private CompletionStage<AsyncResultSet> execute(BiFunction<Statements, CqlSession, Statement<?>> statement) {
        return statements
                .get()
                .thenCompose(
                        prepared -> prepared.session().executeAsync(statement.apply(prepared, prepared.session())));
    }

    private <T extends Statement<T>> T quorum(T statement) {
        return statement.setConsistencyLevel(cassandra.consistency());
    }

    private <T extends Statement<T>> T stamped(T write, long timestamp) {
        return quorum(write).setQueryTimestamp(timestamp).setIdempotent(true);
    }

    private BoundStatement conditional(BoundStatement statement) {
        return quorum(statement)
                .setSerialConsistencyLevel(cassandra.serialConsistency())
                .setIdempotent(false);
    }

    private static BoundStatement insert(PreparedStatement insert, String persistenceId, long segment, Row row) {
        RowBody body = row.body();
        return insert.bind(
                persistenceId,
                segment,
                row.ordinal(),
                row.epoch(),
                row.writeFirst(),
                row.writeCount(),
                body.serializerId(),
                body.serializerManifest(),
                body.eventManifest(),
                body.writer(),
                body.writtenAtMillis(),
                body.payload().duplicate());
    }

    private static OwnerRecord owner(com.datastax.oss.driver.api.core.cql.Row row) {
        Map<Long, Long> reigns = Objects.requireNonNullElse(row.getMap("reigns", Long.class, Long.class), Map.of());
        return new OwnerRecord(
                row.getLong("epoch"),
                Objects.requireNonNullElse(row.getString("owner"), ""),
                Reigns.of(reigns),
                row.getLong("deleted_to"));
    }

    private static Row row(com.datastax.oss.driver.api.core.cql.Row row) {
        return new Row(
                row.getLong("ordinal"),
                row.getLong("epoch"),
                row.getLong("write_first"),
                row.getInt("write_count"),
                new RowBody(
                        row.getInt("serializer_id"),
                        text(row, "serializer_manifest"),
                        text(row, "event_manifest"),
                        text(row, "writer"),
                        row.getLong("written_at_millis"),
                        Objects.requireNonNullElse(row.getByteBuffer("payload"), ByteBuffer.allocate(0))));
    }

    private static String text(com.datastax.oss.driver.api.core.cql.Row row, String column) {
        return Objects.requireNonNullElse(row.getString(column), "");
    }

    /** The statements of the journal's tables, prepared once per session. */
    private record Statements(
            CqlSession session,
            PreparedStatement readOwner,
            PreparedStatement readEpoch,
            PreparedStatement claimFirst,
            PreparedStatement claim,
            PreparedStatement record,
            PreparedStatement writeRow,
            PreparedStatement readRows,
            PreparedStatement deleteRows) {

        static CompletionStage<Statements> prepare(CqlSession session, String keyspace) {
            String owners = keyspace + ".journal_owners";
            String rows = keyspace + ".journal_rows";
            var readOwner = session.prepareAsync(
                            "SELECT epoch, owner, reigns, deleted_to FROM " + owners + " WHERE persistence_id = ?")
                    .toCompletableFuture();
            var readEpoch = session.prepareAsync("SELECT epoch FROM " + owners + " WHERE persistence_id = ?")
                    .toCompletableFuture();
            var claimFirst = session.prepareAsync(
                            "INSERT INTO " + owners + " (persistence_id, epoch, owner) VALUES (?, ?, ?) IF NOT EXISTS")
                    .toCompletableFuture();
            var claim = session.prepareAsync(
                            "UPDATE " + owners + " SET epoch = ?, owner = ? WHERE persistence_id = ? IF epoch = ?")
                    .toCompletableFuture();
            var record = session.prepareAsync("UPDATE " + owners
                            + " SET reigns = ?, deleted_to = ? WHERE persistence_id = ? IF epoch = ?")
                    .toCompletableFuture();
            var writeRow = session.prepareAsync(
                            "INSERT INTO " + rows + " (persistence_id, segment, ordinal, epoch, write_first,"
                                    + " write_count, serializer_id, serializer_manifest, event_manifest, writer,"
                                    + " written_at_millis, payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                    .toCompletableFuture();
            var readRows = session.prepareAsync("SELECT ordinal, epoch, write_first, write_count, serializer_id,"
                            + " serializer_manifest, event_manifest, writer, written_at_millis, payload FROM "
                            + rows
                            + " WHERE persistence_id = ? AND segment = ? AND ordinal >= ? AND ordinal <= ?")
                    .toCompletableFuture();
            var deleteRows = session.prepareAsync(
                            "DELETE FROM " + rows + " WHERE persistence_id = ? AND segment = ? AND ordinal <= ?")
                    .toCompletableFuture();
            return CompletableFuture.allOf(
                            readOwner, readEpoch, claimFirst, claim, record, writeRow, readRows, deleteRows)
                    .thenApply(all -> new Statements(
                            session,
                            readOwner.join(),
                            readEpoch.join(),
                            claimFirst.join(),
                            claim.join(),
                            record.join(),
                            writeRow.join(),
                            readRows.join(),
                            deleteRows.join()));
        }
    }
}
