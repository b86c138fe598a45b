package dev.jono.persistence.journal;

import static dev.jono.persistence.journal.CassandraTables.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jono.persistence.cassandra.CassandraSession;
import dev.jono.persistence.testkit.SharedCassandra;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two owners at once on a real Cassandra: a zombie that never looks whether it is still the owner, and the incarnation that took over.
 * The next recovery takes exactly the valid history and raises the alarm.
 */
class TwoOwnersIT {
    private static ActorSystem system;
    private static FencedJournal journal;
    private static FencedLog zombieLog;
    private static FencedSnapshots zombieSnapshots;

    @BeforeAll
    static void start() {
        system = ActorSystem.create("TwoOwnersIT", SharedCassandra.config(TwoOwnersIT.class));
        CassandraSession cassandra = CassandraSession.get(system);
        cassandra.awaitStarted();
        journal = FencedJournal.get(system);
        RowStore rows = new CassandraRowStore(cassandra, Runnable::run, 16);
        Turns turns = new Turns(1, Runnable::run);
        zombieLog = new FencedLog(
                rows, sure -> CompletableFuture.completedFuture(null), Fence.OPEN, new JournalCounters(), turns, false);
        zombieSnapshots = new FencedSnapshots(
                rows, new CassandraChunkStore(cassandra, Runnable::run), zombieLog, new JournalCounters(), turns, 1024);
    }

    @AfterAll
    static void stop() {
        TestKit.shutdownActorSystem(system);
    }

    @Test
    void rowsOfAZombieDoNotCount() {
        String id = "zombie rows";
        Incarnation zombie = recover(zombieLog, id);
        write(zombieLog, zombie, "a1", "a2");
        Incarnation owner = recover(journal.log(), id);
        write(zombieLog, zombie, "z3", "z4");
        write(journal.log(), owner, "b3", "b4", "b5");
        write(zombieLog, zombie, "z5", "z6");

        long voidBefore = journal.stats().voidRows();
        assertThat(recovered(id)).containsExactly("a1", "a2", "b3", "b4", "b5");
        assertThat(journal.stats().voidRows() - voidBefore).isEqualTo(4);
    }

    @Test
    void snapshotsOfAZombieDoNotCount() {
        String id = "zombie snapshots";
        Incarnation zombie = recover(zombieLog, id);
        write(zombieLog, zombie, "a1", "a2");
        Incarnation owner = recover(journal.log(), id);
        write(zombieLog, zombie, "z3", "z4", "z5", "z6");
        save(zombieSnapshots, zombie, 3, "a1,a2,z3");
        write(journal.log(), owner, "b3", "b4", "b5");
        save(journal.snapshots(), owner, 4, "a1,a2,b3,b4");
        save(zombieSnapshots, zombie, 6, "a1,a2,z3,z4,z5,z6");

        long rowsBefore = journal.stats().voidRows();
        long snapshotsBefore = journal.stats().voidSnapshots();
        assertThat(recovered(id)).containsExactly("a1", "a2", "b3", "b4", "b5");
        assertThat(journal.stats().voidSnapshots() - snapshotsBefore).isEqualTo(2);
        assertThat(journal.stats().voidRows() - rowsBefore)
                .as("z5 and z6; those below are behind the snapshot")
                .isEqualTo(2);
    }

    @Test
    void aDisplacedOwnerConfirmsSavesAndDeletesNothing() {
        String id = "displaced";
        Incarnation old = recover(journal.log(), id);
        write(journal.log(), old, "a1", "a2");
        Incarnation owner = recover(journal.log(), id);

        assertDisplaced(() -> save(journal.snapshots(), old, 2, "a1,a2"));
        assertDisplaced(() -> journal.log().delete(old, 2).toCompletableFuture().join());
        assertDisplaced(() -> write(journal.log(), old, "z3"));
        write(journal.log(), owner, "b3");
        assertThat(recovered(id)).containsExactly("a1", "a2", "b3");
        assertThat(await(journal.validSnapshots(id))).isEmpty();
    }

    private static void assertDisplaced(org.assertj.core.api.ThrowableAssert.ThrowingCallable attempt) {
        assertThatThrownBy(attempt)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(NotOwnerException.class);
    }

    private static Incarnation recover(FencedLog log, String id) {
        return await(log.recover(id, "test", RecoveryPoint.beginning(), () -> true, row -> {}));
    }

    private static void write(FencedLog log, Incarnation incarnation, String... notes) {
        List<RowBody> bodies = Stream.of(notes)
                .map(note -> journal.codec().store(note))
                .map(stored -> new RowBody(stored.serializerId(), stored.manifest(), "", "test", 0, stored.bytes()))
                .toList();
        log.write(incarnation, incarnation.next(), CompletableFuture.completedFuture(List.of(bodies)))
                .toCompletableFuture()
                .join();
    }

    private static void save(FencedSnapshots snapshots, Incarnation incarnation, long ordinal, String state) {
        snapshots
                .save(incarnation, ordinal, ordinal, journal.codec().store(state))
                .toCompletableFuture()
                .join();
    }

    /** What a persistent actor recovers. */
    private static List<String> recovered(String id) {
        TestKit probe = new TestKit(system);
        system.actorOf(NotingActor.props(id, probe.getRef()));
        return probe.expectMsgClass(Duration.ofSeconds(60), NotingActor.Recovered.class)
                .notes();
    }
}
