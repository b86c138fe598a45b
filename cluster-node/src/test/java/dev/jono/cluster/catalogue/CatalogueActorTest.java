package dev.jono.cluster.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.cluster.catalogue.CatalogueReply.Found;
import dev.jono.cluster.catalogue.CatalogueReply.Refused;
import dev.jono.cluster.catalogue.CatalogueRequest.Change;
import dev.jono.cluster.catalogue.CatalogueRequest.Declare;
import dev.jono.cluster.catalogue.CatalogueRequest.Find;
import dev.jono.cluster.catalogue.CatalogueRequest.Stop;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.dispatch.Futures;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.journal.inmem.InmemJournal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scala.collection.immutable.Seq;
import scala.concurrent.Future;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * More comes while a commit is under way than Pekko stashes. What the actor finds in its mailbox, and in which order, is decided by a
 * test: the actor shares its only thread with one that blocks it meanwhile. The journal's answer to a write is then behind all of that.
 */
class CatalogueActorTest {
    private static final int STASH = 10;
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final DispatcherSelector ONE_THREAD = DispatcherSelector.fromConfig("one-thread");

    private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.parseString("""
            jono.journal.class = "dev.jono.cluster.catalogue.CatalogueActorTest$Journal"
            jono.journal.test-serialization = off
            jono.snapshots.class = "org.apache.pekko.persistence.snapshot.NoSnapshotStore"
            pekko.persistence.typed.stash-capacity = %d
            one-thread {
              executor = thread-pool-executor
              thread-pool-executor.fixed-pool-size = 1
            }
            """.formatted(STASH)));
    private final TestProbe<CatalogueReply> answers = kit.createTestProbe(CatalogueReply.class);
    private final ActorRef<CountDownLatch[]> blocker = kit.spawn(
            Behaviors.receiveMessage(latches -> {
                latches[0].countDown();
                latches[1].await();
                return Behaviors.same();
            }),
            "blocker",
            ONE_THREAD);
    private final ActorRef<CatalogueRequest> catalogue = kit.spawn(
            CatalogueActor.create(new CatalogueSettings(1_000, WAIT, WAIT, WAIT, WAIT), (key, request) -> {}),
            "catalogue",
            ONE_THREAD);

    /** A journal in memory, of which a test lets a write fail. */
    static final class Journal extends InmemJournal {
        static final AtomicBoolean FAILS_NEXT = new AtomicBoolean();

        @Override
        public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> messages) {
            return FAILS_NEXT.getAndSet(false)
                    ? Futures.failed(new IllegalStateException("planted by the test"))
                    : super.asyncWriteMessages(messages);
        }
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void aDeclarationIsCommittedThoughTheMessageThatBeginsItsCommitIsDropped() throws Exception {
        declared("changed");
        findAtOnceWith(declare("waits"), change("changed"));
        expectFound("waits");

        catalogue.tell(declare("later"));
        expectFound("later");
    }

    @Test
    void itStopsBehindOneCommitWhateverIsDroppedMeanwhile() throws Exception {
        declared("changed");
        findAtOnceWith(declare("waits"), Stop.INSTANCE, change("changed"));
        expectFound("waits");
        answers.expectTerminated(catalogue, WAIT);
    }

    @Test
    void itStopsBehindOneCommitThoughTheMessageThatStopsItIsDropped() throws Exception {
        declared("changed");
        tellAtOnce(Stream.concat(
                Stream.of(declare("waits"), change("changed")),
                Stream.concat(finds(2 * STASH), Stream.of(Stop.INSTANCE))));
        expectFound("waits");
        answers.expectTerminated(catalogue, WAIT);
    }

    @Test
    void itStopsThoughTheCommitOfThatFails() throws Exception {
        declared("one");
        Journal.FAILS_NEXT.set(true);
        tellAtOnce(Stream.of(declare("two"), Stop.INSTANCE));
        answers.expectTerminated(catalogue, WAIT);
        assertThat(Journal.FAILS_NEXT).as("still to fail").isFalse();
        answers.expectNoMessage(Duration.ZERO);
    }

    @Test
    void moreDeclarationsThanItGathersAreRefused() throws Exception {
        declared("one");
        Declare again = declare("one");
        tellAtOnce(Stream.generate(() -> again).limit(CatalogueActor.MAX_GATHERED + 1L));
        assertThat(answers.receiveMessage(WAIT))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.OVERLOADED));
        assertThat(answers.receiveSeveralMessages(CatalogueActor.MAX_GATHERED, WAIT))
                .allMatch(Found.class::isInstance);
    }

    /** Behind the messages comes more than is stashed, and only behind that what these make the actor tell itself. */
    private void findAtOnceWith(CatalogueRequest... first) throws InterruptedException {
        tellAtOnce(Stream.concat(Stream.of(first), finds(2 * STASH)));
    }

    private Stream<CatalogueRequest> finds(int count) {
        TestProbe<CatalogueReply> ignored = kit.createTestProbe(CatalogueReply.class);
        return Stream.<CatalogueRequest>generate(() -> new Find(new QueueName("nowhere"), ignored.getRef()))
                .limit(count);
    }

    private void tellAtOnce(Stream<? extends CatalogueRequest> messages) throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        blocker.tell(new CountDownLatch[] {blocked, goOn});
        blocked.await();
        messages.forEach(catalogue::tell);
        goOn.countDown();
    }

    private void declared(String queue) {
        catalogue.tell(declare(queue));
        expectFound(queue);
    }

    private void expectFound(String queue) {
        assertThat(answers.receiveMessage(WAIT))
                .isInstanceOfSatisfying(
                        Found.class,
                        found -> assertThat(found.entry().key().queue()).isEqualTo(new QueueName(queue)));
    }

    private Declare declare(String queue) {
        return new Declare(new QueueName(queue), QueueSettings.DEFAULT, answers.getRef());
    }

    private Change change(String queue) {
        QueueSettings settings = QueueSettings.builder().maxAttempts(7).build();
        TestProbe<CatalogueReply> ignored = kit.createTestProbe(CatalogueReply.class);
        return new Change(new QueueName(queue), settings, Change.ANY_VERSION, ignored.getRef());
    }
}
