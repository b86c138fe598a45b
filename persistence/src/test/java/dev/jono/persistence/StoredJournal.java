package dev.jono.persistence;

import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import dev.jono.api.protocol.QueueKey;
import dev.jono.core.Event;
import dev.jono.core.StoredMessage;
import dev.jono.persistence.cassandra.CassandraSession;
import dev.jono.persistence.codec.JournalRow;
import dev.jono.persistence.journal.FencedJournal;
import dev.jono.persistence.journal.IncompleteHistoryException;
import dev.jono.persistence.journal.OrdinalRange;
import dev.jono.persistence.journal.RowRead;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.jspecify.annotations.Nullable;

/** What Cassandra has of the journals in one keyspace. */
final class StoredJournal {
    private static final int PAGE = 100;
    private static final Duration WAIT = Duration.ofSeconds(30);

    private final ActorTestKit kit;
    private final String keyspace;

    StoredJournal(ActorTestKit kit, String keyspace) {
        this.kit = kit;
        this.keyspace = keyspace;
    }

    /** Returns the bytes of all rows. */
    long bytes(QueueKey key) {
        long bytes = 0;
        for (long segment : segments(key)) {
            for (Row row : rows("payload", key, segment)) {
                ByteBuffer payload = row.getByteBuffer(0);
                bytes += payload == null ? 0 : payload.remaining();
            }
        }
        return bytes;
    }

    /** Returns the ordinals of the rows. */
    LongSummaryStatistics ordinals(QueueKey key) {
        LongSummaryStatistics ordinals = new LongSummaryStatistics();
        for (long segment : segments(key)) {
            rows("ordinal", key, segment).forEach(row -> ordinals.accept(row.getLong(0)));
        }
        return ordinals;
    }

    /**
     * Hands the messages of all valid rows to {@code check}, also those that are gone, one that was carried once for each row that has it. Begins anew when the queue
     * deletes rows meanwhile.
     *
     * @return their offsets
     */
    BitSet messages(QueueKey key, Consumer<StoredMessage> check) {
        return await().atMost(WAIT)
                .ignoreExceptionsMatching(failure -> failure.getCause() instanceof IncompleteHistoryException)
                .until(() -> messagesNow(key, check), messages -> true);
    }

    private BitSet messagesNow(QueueKey key, Consumer<StoredMessage> check) {
        LongSummaryStatistics ordinals = ordinals(key);
        long last = ordinals.getMax();
        BitSet offsets = new BitSet();
        for (long from = ordinals.getMin(); from <= last; from += PAGE) {
            OrdinalRange range = new OrdinalRange(from, Math.min(last, from + PAGE - 1));
            List<RowRead> read = FencedJournal.get(kit.system())
                    .rows()
                    .read(QueueEntity.persistenceId(key), List.of(range))
                    .toCompletableFuture()
                    .join();
            for (RowRead row : read) {
                for (Event event : ((JournalRow) row.payload()).events()) {
                    for (StoredMessage stored : event.stored()) {
                        check.accept(stored);
                        offsets.set(Math.toIntExact(stored.offset()));
                    }
                }
            }
        }
        return offsets;
    }

    /** Returns the bytes of the newest snapshot, 0 without one. */
    long snapshotBytes(QueueKey key) {
        @Nullable Row newest = session()
                .execute(
                        "SELECT byte_count FROM " + keyspace + ".snapshot_manifests WHERE persistence_id = ? LIMIT 1",
                        QueueEntity.persistenceId(key))
                .one();
        return newest == null ? 0 : newest.getLong(0);
    }

    /**
     * Deletes one chunk of the newest snapshot.
     *
     * @param part which one: 0 for the first, {@code parts} for the last, evenly in between
     * @return how many chunks it had
     */
    int tearTheNewestSnapshot(QueueKey key, int part, int parts) {
        Row newest = Objects.requireNonNull(
                session()
                        .execute(
                                "SELECT snapshot_id, chunk_count FROM " + keyspace
                                        + ".snapshot_manifests WHERE persistence_id = ? LIMIT 1",
                                QueueEntity.persistenceId(key))
                        .one(),
                "no snapshot");
        int chunks = newest.getInt(1);
        session()
                .execute(
                        "DELETE FROM " + keyspace
                                + ".snapshot_chunks WHERE persistence_id = ? AND snapshot_id = ? AND chunk = ?",
                        QueueEntity.persistenceId(key),
                        newest.getUuid(0),
                        (chunks - 1) * part / parts);
        return chunks;
    }

    /** Deletes the newest snapshot's manifest. */
    void loseTheNewestSnapshot(QueueKey key) {
        Row newest = Objects.requireNonNull(
                session()
                        .execute(
                                "SELECT ordinal FROM " + keyspace
                                        + ".snapshot_manifests WHERE persistence_id = ? LIMIT 1",
                                QueueEntity.persistenceId(key))
                        .one(),
                "no snapshot");
        session()
                .execute(
                        "DELETE FROM " + keyspace + ".snapshot_manifests WHERE persistence_id = ? AND ordinal = ?",
                        QueueEntity.persistenceId(key),
                        newest.getLong(0));
    }

    private List<Long> segments(QueueKey key) {
        return session()
                .execute("SELECT DISTINCT persistence_id, segment FROM " + keyspace + ".journal_rows")
                .all()
                .stream()
                .filter(row -> QueueEntity.persistenceId(key).equals(row.getString(0)))
                .map(row -> row.getLong(1))
                .toList();
    }

    private Iterable<Row> rows(String column, QueueKey key, long segment) {
        String query =
                "SELECT " + column + " FROM " + keyspace + ".journal_rows WHERE persistence_id = ? AND segment = ?";
        return session()
                .execute(SimpleStatement.newInstance(query, QueueEntity.persistenceId(key), segment)
                        .setPageSize(PAGE));
    }

    private CqlSession session() {
        return CassandraSession.get(kit.system())
                .session()
                .toCompletableFuture()
                .join();
    }
}
