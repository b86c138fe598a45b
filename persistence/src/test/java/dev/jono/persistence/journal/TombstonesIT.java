package dev.jono.persistence.journal;

import static dev.jono.persistence.journal.JournalProbe.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.QueryTrace;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import dev.jono.persistence.cassandra.CassandraSession;
import dev.jono.persistence.testkit.SharedCassandra;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.DeleteMessagesSuccess;
import org.apache.pekko.persistence.DeleteSnapshotsSuccess;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.SaveSnapshotSuccess;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol.DeleteSnapshots;
import org.apache.pekko.persistence.SnapshotProtocol.SaveSnapshot;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What a recovery passes of what was deleted, as Cassandra itself counts it: it does not grow with what has passed. */
class TombstonesIT {
    private static final int SNAPSHOTS = 40;
    private static final int MOST = 4;
    private static final Pattern READ = Pattern.compile("Read (\\d+) live rows and (\\d+) tombstone");
    private static ActorSystem system;

    /** What a read found. */
    private record Found(int live, int tombstones) {}

    @BeforeAll
    static void start() {
        system = ActorSystem.create("TombstonesIT", SharedCassandra.config(TombstonesIT.class));
        CassandraSession.get(system).awaitStarted();
    }

    @AfterAll
    static void stop() {
        TestKit.shutdownActorSystem(system);
    }

    @Test
    void snapshotsThatWereDeletedLeaveNoTraceEach(TestInfo test) {
        JournalProbe journal =
                new JournalProbe(system, test.getDisplayName()).claim().written(1, SNAPSHOTS);
        ActorRef store = Persistence.get(system)
                .snapshotStoreFor(
                        FencedJournal.SNAPSHOT_PLUGIN_ID, system.settings().config());
        for (long n = 1; n <= SNAPSHOTS; n++) {
            ActorRef actor = journal.probe.getRef();
            store.tell(new SaveSnapshot(SnapshotMetadata.apply(journal.persistenceId, n), "s-" + n), actor);
            journal.probe.expectMsgClass(WAIT, SaveSnapshotSuccess.class);
            var allButTwo = SnapshotSelectionCriteria.create(n - 2, Long.MAX_VALUE);
            store.tell(new DeleteSnapshots(journal.persistenceId, allButTwo), actor);
            journal.probe.expectMsgEquals(WAIT, new DeleteSnapshotsSuccess(allButTwo));
        }
        Found found = traced("snapshot_manifests WHERE persistence_id = ?", journal.persistenceId);
        assertThat(found.live).isEqualTo(2);
        assertThat(found.tombstones).isBetween(1, MOST);
    }

    @Test
    void rowsThatWereDeletedBitByBitLeaveNoTraceEach(TestInfo test) {
        JournalProbe journal =
                new JournalProbe(system, test.getDisplayName()).claim().written(1, SNAPSHOTS);
        for (long n = 1; n < SNAPSHOTS; n++) {
            journal.deleteTo(n);
            journal.probe.expectMsgEquals(WAIT, new DeleteMessagesSuccess(n));
        }
        Found found = traced("journal_rows WHERE persistence_id = ? AND segment = 0", journal.persistenceId);
        assertThat(found.live).isEqualTo(1);
        assertThat(found.tombstones).isBetween(1, MOST);
    }

    @Test
    void tombstonesStayLongerThanHintsAndOnlyAsLong() {
        Map<String, Integer> seconds = session()
                .execute("SELECT table_name, gc_grace_seconds FROM system_schema.tables WHERE keyspace_name = '"
                        + CassandraSession.get(system).keyspace() + "'")
                .all()
                .stream()
                .collect(Collectors.toMap(TombstonesIT::table, row -> row.getInt("gc_grace_seconds")));
        assertThat(seconds)
                .containsEntry("journal_rows", 86_400)
                .containsEntry("snapshot_manifests", 86_400)
                .containsEntry("snapshot_chunks", 86_400)
                .as("Cassandra forgets claims after this time at the earliest")
                .containsEntry("journal_owners", 864_000)
                .containsEntry("jono_meta", 864_000);
    }

    private static String table(Row row) {
        return Objects.requireNonNull(row.getString("table_name"));
    }

    private static CqlSession session() {
        return CassandraTables.await(CassandraSession.get(system).session());
    }

    private static Found traced(String from, String persistenceId) {
        String query = "SELECT * FROM " + CassandraSession.get(system).keyspace() + "." + from;
        var info = session()
                .execute(SimpleStatement.newInstance(query, persistenceId).setTracing(true))
                .getExecutionInfo();
        // Cassandra writes its trace behind the answer.
        return Awaitility.await()
                .atMost(WAIT)
                .until(() -> found(info.getQueryTrace()), Optional::isPresent)
                .orElseThrow();
    }

    private static Optional<Found> found(QueryTrace trace) {
        return trace.getEvents().stream()
                .map(event -> READ.matcher(Objects.requireNonNullElse(event.getActivity(), "")))
                .filter(Matcher::find)
                .map(read -> new Found(Integer.parseInt(read.group(1)), Integer.parseInt(read.group(2))))
                .findFirst();
    }
}
