package dev.jono.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.persistence.cassandra.CassandraSession;
import dev.jono.persistence.testkit.SharedCassandra;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A whole persistent actor on the plugins: its life through writes, snapshots, truncation and recovery. */
class PersistentActorIT {
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static ActorSystem system;

    @BeforeAll
    static void start() {
        system = ActorSystem.create("PersistentActorIT", SharedCassandra.config(PersistentActorIT.class));
        CassandraSession.get(system).awaitStarted();
    }

    @AfterAll
    static void stop() {
        TestKit.shutdownActorSystem(system);
    }

    @Test
    void recoversWhatItPersisted() {
        TestKit probe = new TestKit(system);
        ActorRef first = incarnation("recovers", probe);
        persist(first, probe, "a", "b", "c");
        stop(first, probe);

        ActorRef second = system.actorOf(NotingActor.props("recovers", probe.getRef()));
        assertThat(probe.expectMsgClass(WAIT, NotingActor.Recovered.class).notes())
                .containsExactly("a", "b", "c");
        persist(second, probe, "d");
        stop(second, probe);
    }

    @Test
    void recoversFromASnapshotAfterTruncation() throws Exception {
        TestKit probe = new TestKit(system);
        ActorRef first = incarnation("truncates", probe);
        persist(first, probe, "a", "b", "c");
        first.tell(new NotingActor.Snapshot(), probe.getRef());
        probe.expectMsgEquals(WAIT, "saved 3");
        persist(first, probe, "d");
        first.tell(new NotingActor.DeleteTo(3), probe.getRef());
        probe.expectMsgEquals(WAIT, "deleted 3");
        stop(first, probe);

        incarnation("truncates", probe, "a", "b", "c", "d");
        List<SnapshotMetadata> valid = FencedJournal.get(system)
                .validSnapshots("truncates")
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        assertThat(valid).extracting(SnapshotMetadata::sequenceNr).containsExactly(3L);
    }

    @Test
    void readsSingleRowsBack() throws Exception {
        TestKit probe = new TestKit(system);
        ActorRef actor = incarnation("reads", probe);
        persist(actor, probe, "a", "b", "c", "d");

        List<RowRead> read = FencedJournal.get(system)
                .rows()
                .read("reads", 1, 3, 4)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        assertThat(read).containsExactly(new RowRead(1, "a"), new RowRead(3, "c"), new RowRead(4, "d"));
    }

    @Test
    void theOldOwnerStopsWithoutConfirming() {
        TestKit probe = new TestKit(system);
        ActorRef old = incarnation("fenced", probe);
        persist(old, probe, "a");
        ActorRef current = incarnation("fenced", probe, "a");

        probe.watch(old);
        old.tell(new NotingActor.Persist(List.of("lost")), probe.getRef());
        probe.expectMsgEquals(WAIT, "failed NotOwnerException");
        probe.expectTerminated(WAIT, old);
        persist(current, probe, "b");
        stop(current, probe);
        incarnation("fenced", probe, "a", "b");
    }

    private static ActorRef incarnation(String persistenceId, TestKit probe, String... recovered) {
        ActorRef actor = system.actorOf(NotingActor.props(persistenceId, probe.getRef()));
        assertThat(probe.expectMsgClass(WAIT, NotingActor.Recovered.class).notes())
                .containsExactly(recovered);
        return actor;
    }

    private static void persist(ActorRef actor, TestKit probe, String... notes) {
        actor.tell(new NotingActor.Persist(List.of(notes)), probe.getRef());
        for (String note : notes) {
            probe.expectMsgEquals(WAIT, "persisted " + note);
        }
    }

    private static void stop(ActorRef actor, TestKit probe) {
        probe.watch(actor);
        actor.tell(PoisonPill.getInstance(), ActorRef.noSender());
        probe.expectTerminated(WAIT, actor);
    }
}
