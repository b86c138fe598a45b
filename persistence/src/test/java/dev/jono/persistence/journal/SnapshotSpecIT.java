package dev.jono.persistence.journal;

import static dev.jono.persistence.journal.JournalProbe.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.typesafe.config.ConfigFactory;
import dev.jono.persistence.cassandra.CassandraSession;
import dev.jono.persistence.testkit.SharedCassandra;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.DeleteSnapshotSuccess;
import org.apache.pekko.persistence.DeleteSnapshotsSuccess;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.SaveSnapshotFailure;
import org.apache.pekko.persistence.SaveSnapshotSuccess;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol.DeleteSnapshot;
import org.apache.pekko.persistence.SnapshotProtocol.DeleteSnapshots;
import org.apache.pekko.persistence.SnapshotProtocol.LoadSnapshot;
import org.apache.pekko.persistence.SnapshotProtocol.LoadSnapshotFailed;
import org.apache.pekko.persistence.SnapshotProtocol.LoadSnapshotResult;
import org.apache.pekko.persistence.SnapshotProtocol.SaveSnapshot;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import scala.jdk.javaapi.OptionConverters;

/** What Pekko's own specification asks of any snapshot store, and more. Snapshots at 11 to 15, "s-11" to "s-15", are there at the start. */
class SnapshotSpecIT {
    private static final long ANY = Long.MAX_VALUE;
    private static ActorSystem system;
    private JournalProbe journal;
    private ActorRef store;
    private final List<SnapshotMetadata> saved = new ArrayList<>();

    @BeforeAll
    static void start() {
        system = ActorSystem.create(
                "SnapshotSpecIT",
                ConfigFactory.parseString(ActorNote.CONFIG).withFallback(SharedCassandra.config(SnapshotSpecIT.class)));
        CassandraSession.get(system).awaitStarted();
    }

    @AfterAll
    static void stop() {
        TestKit.shutdownActorSystem(system);
    }

    @BeforeEach
    void saveFive(TestInfo test) {
        journal = new JournalProbe(system, test.getDisplayName()).claim().written(1, 15);
        store = Persistence.get(system)
                .snapshotStoreFor(
                        FencedJournal.SNAPSHOT_PLUGIN_ID, system.settings().config());
        for (long n = 11; n <= 15; n++) {
            save(n, "s-" + n);
        }
    }

    @Test
    void loadsNothingForAnUnknownId() {
        assertThat(load("nobody", SnapshotSelectionCriteria.latest(), ANY)).isEmpty();
    }

    @Test
    void loadsNothingThatDoesNotMatch() {
        assertThat(load(SnapshotSelectionCriteria.create(ANY, 100), ANY)).isEmpty();
        assertThat(load(SnapshotSelectionCriteria.create(7, ANY), ANY)).isEmpty();
        assertThat(load(SnapshotSelectionCriteria.latest(), 7)).isEmpty();
    }

    @Test
    void loadsTheMostRecent() {
        assertThat(load(SnapshotSelectionCriteria.latest(), ANY)).contains(snapshot(4, "s-15"));
    }

    @Test
    void loadsTheMostRecentUpToASequenceNumber() {
        assertThat(load(SnapshotSelectionCriteria.create(13, ANY), ANY)).contains(snapshot(2, "s-13"));
        assertThat(load(SnapshotSelectionCriteria.latest(), 13)).contains(snapshot(2, "s-13"));
    }

    @Test
    void loadsTheMostRecentUpToASequenceNumberAndATime() {
        assertThat(load(SnapshotSelectionCriteria.create(13, saved.get(2).timestamp()), ANY))
                .contains(snapshot(2, "s-13"));
        assertThat(load(SnapshotSelectionCriteria.latest().limit(13), 13)).contains(snapshot(2, "s-13"));
    }

    @Test
    void deletesOne() {
        SnapshotMetadata third = SnapshotMetadata.apply(journal.persistenceId, 13);
        tell(new DeleteSnapshot(third));
        journal.probe.expectMsgEquals(WAIT, new DeleteSnapshotSuccess(third));
        assertThat(load(SnapshotSelectionCriteria.create(13, ANY), ANY)).contains(snapshot(1, "s-12"));
    }

    @Test
    void deletesOneOnlyIfItsTimeMatches() {
        SnapshotMetadata other = SnapshotMetadata.apply(journal.persistenceId, 13, 4711);
        tell(new DeleteSnapshot(other));
        journal.probe.expectMsgEquals(WAIT, new DeleteSnapshotSuccess(other));
        assertThat(load(SnapshotSelectionCriteria.create(13, ANY), ANY)).contains(snapshot(2, "s-13"));
    }

    @Test
    void deletesAllThatMatch() {
        SnapshotSelectionCriteria upTo13 = SnapshotSelectionCriteria.create(13, ANY);
        tell(new DeleteSnapshots(journal.persistenceId, upTo13));
        journal.probe.expectMsgEquals(WAIT, new DeleteSnapshotsSuccess(upTo13));
        assertThat(load(upTo13, ANY)).isEmpty();
        assertThat(load(SnapshotSelectionCriteria.latest(), ANY)).contains(snapshot(4, "s-15"));
    }

    @Test
    void deletesAllThatMatchASequenceNumberAndATime() {
        SnapshotSelectionCriteria third = upTo(2, 0);
        tell(new DeleteSnapshots(journal.persistenceId, third));
        journal.probe.expectMsgEquals(WAIT, new DeleteSnapshotsSuccess(third));
        assertThat(load(third, ANY)).isEmpty();
        assertThat(load(upTo(3, 0), ANY)).contains(snapshot(3, "s-14"));
    }

    @Test
    void deletesNoneThatIsLaterThanTheTime() {
        SnapshotSelectionCriteria before = upTo(3, -1);
        tell(new DeleteSnapshots(journal.persistenceId, before));
        journal.probe.expectMsgEquals(WAIT, new DeleteSnapshotsSuccess(before));
        assertThat(load(upTo(3, 0), ANY)).contains(snapshot(3, "s-14"));
    }

    private SnapshotSelectionCriteria upTo(int index, long millisLater) {
        SnapshotMetadata snapshot = saved.get(index);
        return SnapshotSelectionCriteria.create(snapshot.sequenceNr(), snapshot.timestamp() + millisLater);
    }

    @Test
    void savesOneThatNamesAnActor() {
        ActorNote note = new ActorNote(journal.probe.getRef());
        save(15, note);
        assertThat(load(SnapshotSelectionCriteria.latest(), ANY).orElseThrow().snapshot())
                .isEqualTo(note);
    }

    @Test
    void savesAnotherWithTheSameSequenceNumber() {
        SnapshotMetadata again = save(15, "s-15 again");
        assertThat(load(SnapshotSelectionCriteria.latest(), ANY))
                .contains(SelectedSnapshot.create(again, "s-15 again"));
    }

    @Test
    void savesALargeOneInChunks() {
        byte[] bytes = new byte[3 * 1024 * 1024 + 17];
        new Random(4711).nextBytes(bytes);
        save(15, bytes);
        assertThat(load(SnapshotSelectionCriteria.latest(), ANY).orElseThrow().snapshot())
                .isEqualTo(bytes);
        Manifest manifest = CassandraTables.await(
                        FencedJournal.get(system).snapshots().valid(journal.persistenceId))
                .get(0);
        assertThat(manifest.chunkCount()).isEqualTo(4);
    }

    @Test
    void fallsBackToTheOneBeforeIfTheNewestIsUnreadable() {
        long before = FencedJournal.get(system).stats().unreadableSnapshots();
        deleteChunksOfNewest(1);
        assertThat(load(SnapshotSelectionCriteria.latest(), ANY)).contains(snapshot(3, "s-14"));
        assertThat(FencedJournal.get(system).stats().unreadableSnapshots()).isEqualTo(before + 1);
    }

    @Test
    void failsIfThereAreSnapshotsButNoneIsReadable() {
        deleteChunksOfNewest(5);
        tell(new LoadSnapshot(journal.persistenceId, SnapshotSelectionCriteria.latest(), ANY));
        assertThat(journal.probe.expectMsgClass(WAIT, LoadSnapshotFailed.class).cause())
                .hasMessageContaining("missing");
    }

    @Test
    void refusesOneThatIsAheadOfTheConfirmedRows() {
        tell(new SaveSnapshot(SnapshotMetadata.apply(journal.persistenceId, 16), "s-16"));
        assertThat(journal.probe.expectMsgClass(WAIT, SaveSnapshotFailure.class).cause())
                .hasMessageContaining("ahead of its last confirmed row, 15");
    }

    @Test
    void refusesOneOfAnActorThatNeverRecovered() {
        TestKit stranger = new TestKit(system);
        store.tell(new SaveSnapshot(SnapshotMetadata.apply(journal.persistenceId, 15), "x"), stranger.getRef());
        assertThat(stranger.expectMsgClass(WAIT, SaveSnapshotFailure.class).cause())
                .isInstanceOf(NotOwnerException.class);
    }

    @Test
    void readsNoneForActorsThatAnotherOneHasReplacedHoweverMany() {
        CompletableFuture<String> busy = new CompletableFuture<>();
        JournalProbe.takeAllTurns(system, busy);
        LoadSnapshot newest = new LoadSnapshot(journal.persistenceId, SnapshotSelectionCriteria.latest(), ANY);
        List<TestKit> replaced = Stream.generate(() -> new TestKit(system))
                .limit(2L * system.settings().config().getInt("jono.snapshots.circuit-breaker.max-failures"))
                .toList();
        replaced.forEach(actor -> store.tell(newest, actor.getRef()));
        tell(newest);
        TestKit behind = new TestKit(system);
        store.tell(new SaveSnapshot(SnapshotMetadata.apply(journal.persistenceId, 15), "x"), behind.getRef());
        behind.expectMsgClass(WAIT, SaveSnapshotFailure.class); // both are under way
        busy.complete("");
        for (TestKit actor : replaced) {
            assertThat(actor.expectMsgClass(WAIT, LoadSnapshotFailed.class).cause())
                    .hasMessageContaining("nobody waits");
        }
        assertThat(OptionConverters.toJava(journal.probe
                        .expectMsgClass(WAIT, LoadSnapshotResult.class)
                        .snapshot()))
                .contains(snapshot(4, "s-15"));
        tell(newest); // and no circuit breaker is open
        journal.probe.expectMsgClass(WAIT, LoadSnapshotResult.class);
    }

    private void deleteChunksOfNewest(int snapshots) {
        CassandraSession cassandra = CassandraSession.get(system);
        List<Manifest> valid =
                CassandraTables.await(FencedJournal.get(system).snapshots().valid(journal.persistenceId));
        for (Manifest manifest : valid.subList(0, snapshots)) {
            CassandraTables.await(cassandra.session())
                    .execute(SimpleStatement.newInstance(
                            "DELETE FROM " + cassandra.keyspace()
                                    + ".snapshot_chunks WHERE persistence_id = ? AND snapshot_id = ?",
                            journal.persistenceId,
                            manifest.id()));
        }
    }

    private SnapshotMetadata save(long sequenceNr, Object snapshot) {
        tell(new SaveSnapshot(SnapshotMetadata.apply(journal.persistenceId, sequenceNr), snapshot));
        SnapshotMetadata metadata =
                journal.probe.expectMsgClass(WAIT, SaveSnapshotSuccess.class).metadata();
        saved.add(metadata);
        return metadata;
    }

    private SelectedSnapshot snapshot(int index, Object state) {
        return SelectedSnapshot.create(saved.get(index), state);
    }

    private Optional<SelectedSnapshot> load(SnapshotSelectionCriteria criteria, long toSequenceNr) {
        return load(journal.persistenceId, criteria, toSequenceNr);
    }

    private Optional<SelectedSnapshot> load(
            String persistenceId, SnapshotSelectionCriteria criteria, long toSequenceNr) {
        tell(new LoadSnapshot(persistenceId, criteria, toSequenceNr));
        return OptionConverters.toJava(
                journal.probe.expectMsgClass(WAIT, LoadSnapshotResult.class).snapshot());
    }

    private void tell(Object message) {
        store.tell(message, journal.probe.getRef());
    }
}
