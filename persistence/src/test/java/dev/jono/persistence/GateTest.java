package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.LeaseToken;
import dev.jono.api.Message;
import dev.jono.api.QueueName;
import dev.jono.api.actor.QueueInbound;
import dev.jono.api.actor.QueueRequest;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.core.Input;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gate in front of a journal actor that does what the test says, under a clock that the test sets. */
class GateTest {
    private static final Duration MIN_BACKOFF = Duration.ofMillis(200);
    private static final Duration MAX_BACKOFF = Duration.ofMillis(500);
    private static final Duration A_LITTLE = Duration.ofMillis(20);
    private static final long PATIENCE_SECONDS = 20;

    private static final ActorTestKit KIT = ActorTestKit.create(
            ManualTime.config().withFallback(ConfigFactory.parseString("""
                            jono.queue.max-waiting-messages = 3
                            jono.queue.max-waiting-settlements = 2
                            jono.queue.max-wait = 1 h
                            jono.queue.restart-backoff { min = 200 ms, max = 500 ms }
                            jono.payloads { send-limit = 100 KiB, recovery-limit = 200 KiB }
                            """)).withFallback(ConfigFactory.load()));
    private static final ManualTime TIME = ManualTime.get(KIT.system());

    private final LinkedBlockingQueue<Stub> started = new LinkedBlockingQueue<>();
    private final TestProbe<QueueReply> client = KIT.createTestProbe();
    private final TestProbe<ActorRef<QueueInbound>> shard = KIT.createTestProbe();
    private ActorRef<QueueInbound> gate = KIT.<QueueInbound>createTestProbe().getRef();

    @AfterAll
    static void stopKit() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void startGate() {
        QueueKey key = new QueueKey(QueueName.of("gated"), 0, 1);
        gate = KIT.spawn(Gate.create(
                key,
                new LocalQueues(KIT),
                shard.getRef(),
                (self, settings) -> Props.create(StubJournal.class, () -> new StubJournal(started))));
    }

    @Test
    void nothingIsHandedOnBeforeTheQueueIsRead() {
        Stub journal = nextJournal();
        send("a");
        settle(1);
        journal.expectNothing();
        done();
        assertThat(kinds(journal.batch())).containsExactly("Settle", "Send");
    }

    @Test
    void whatComesWhileACommitIsUnderWayGoesTogetherWithTheNext() {
        Stub journal = readyJournal();
        send("a");
        assertThat(kinds(journal.batch())).containsExactly("Send");
        send("b");
        tell(new QueueCommand.Purge());
        send("c");
        settle(1);
        journal.expectNothing();
        done();
        assertThat(kinds(journal.batch()))
                .as("settlements first, and the purge where it was")
                .containsExactly("Settle", "Send", "Purge", "Send");
    }

    @Test
    void whatIsManyGoesBehindTheCommitUnderWayAndNoThirdOne() {
        Stub journal = readyJournal();
        sendMany();
        journal.batch();
        sendMany();
        journal.batch();
        sendMany();
        journal.expectNothing();
        done();
        journal.batch();
        done();
        done();
        send("few");
        journal.batch();
        send("few behind few");
        journal.expectNothing();
    }

    @Test
    void aFailureIsUnknownForAllThatWasUnderWayAndNotAnswered() {
        Stub journal = readyJournal();
        sendMany();
        journal.batch();
        sendMany();
        settle(1);
        journal.batch();
        done();
        journal.fail();
        assertFailed(Reason.UNKNOWN, "may or may not be stored");
        assertFailed(Reason.UNAVAILABLE, "Nothing was stored");
        client.expectNoMessage();
    }

    @Test
    void aStopWaitsForBothCommitsUnderWay() {
        Stub journal = readyJournal();
        sendMany();
        journal.batch();
        sendMany();
        journal.batch();
        gate.tell(QueueEntity.Stop.INSTANCE);
        done();
        journal.expectNothing();
        done();
        journal.expectFinish();
    }

    @Test
    void pastItsBoundsASenderIsToldSoAndNothingElseIsHeldUp() {
        Stub journal = readyJournal();
        send("under way");
        journal.batch();
        IntStream.range(0, 3).forEach(i -> send("waits"));
        send("too many");
        assertFailed(Reason.OVERLOADED, "gated");
        settle(2);
        settle(1);
        assertFailed(Reason.OVERLOADED, "gated");
        done();
        assertThat(kinds(journal.batch())).containsExactly("Settle", "Send", "Send", "Send");
    }

    @Test
    void aNodeWithoutRoomRefusesSendsOnly() {
        Stub journal = readyJournal();
        PayloadBudget budget = PayloadBudget.get(KIT.system());
        budget.sending(100 * 1024);
        try {
            send("a");
            assertFailed(Reason.OVERLOADED, "jono.payloads.send-limit");
            settle(1);
            assertThat(kinds(journal.batch())).containsExactly("Settle");
        } finally {
            budget.sending(-100 * 1024);
        }
    }

    @Test
    void aFailureIsUnknownForWhatWasUnderWayAndUnavailableForTheRest() {
        Stub journal = readyJournal();
        send("under way");
        journal.batch();
        send("waiting");
        journal.fail();
        assertFailed(Reason.UNKNOWN, "may or may not be stored");
        assertFailed(Reason.UNAVAILABLE, "Nothing was stored");
    }

    @Test
    void whatWasAnsweredIsNotAnsweredAgainByAFailure() {
        Stub journal = readyJournal();
        send("first");
        journal.batch();
        send("second");
        send("third");
        done();
        assertThat(journal.batch()).hasSize(2);
        gate.tell(new GateMessage.Answered(1));
        journal.fail();
        assertFailed(Reason.UNKNOWN, "");
        client.expectNoMessage();
    }

    @Test
    void theQueueIsReadAgainAfterABackoffThatGrowsUntilItWorks() {
        nextJournal().fail();
        assertStartsAfter(MIN_BACKOFF);
        nextJournal().fail();
        assertStartsAfter(MIN_BACKOFF.multipliedBy(2));
        nextJournal().fail();
        assertStartsAfter(MAX_BACKOFF);
        Stub works = nextJournal();
        done();
        send("a");
        works.batch();
        works.fail();
        assertFailed(Reason.UNKNOWN, "");
        assertStartsAfter(MIN_BACKOFF);
    }

    @Test
    void aStopWaitsForTheCommitUnderWayAndRefusesTheRest() {
        Stub journal = readyJournal();
        send("under way");
        journal.batch();
        send("waiting");
        gate.tell(QueueEntity.Stop.INSTANCE);
        assertFailed(Reason.UNAVAILABLE, "moving");
        send("late");
        assertFailed(Reason.UNAVAILABLE, "moving");
        journal.expectNothing();
        done();
        journal.expectFinish();
        done();
        journal.expectNothing();
        journal.fail();
        client.expectTerminated(gate);
        client.expectNoMessage();
    }

    @Test
    void aStopWithNothingUnderWayFinishesAtOnce() {
        Stub journal = readyJournal();
        gate.tell(QueueEntity.Stop.INSTANCE);
        journal.expectFinish();
        journal.fail();
        client.expectTerminated(gate);
    }

    @Test
    void aFailureWhileStoppingIsAnsweredAndEndsIt() {
        Stub journal = readyJournal();
        send("under way");
        journal.batch();
        gate.tell(QueueEntity.Stop.INSTANCE);
        journal.fail();
        assertFailed(Reason.UNKNOWN, "may or may not be stored");
        client.expectTerminated(gate);
        assertThat(started).as("nothing is started again").isEmpty();
    }

    @Test
    void aStopWhileTheQueueIsReadOrWaitsToBeReadEndsItAtOnce() {
        nextJournal();
        gate.tell(QueueEntity.Stop.INSTANCE);
        client.expectTerminated(gate);

        startGate();
        Stub journal = nextJournal();
        send("before it fails");
        journal.fail();
        assertFailed(Reason.UNAVAILABLE, "failed"); // the gate knows by now
        send("a");
        gate.tell(QueueEntity.Stop.INSTANCE);
        assertFailed(Reason.UNAVAILABLE, "moving");
        client.expectTerminated(gate);
    }

    @Test
    void aStopWhileTheCatalogueIsAskedIsNotOvertakenByItsAnswer() {
        nextJournal();
        gate.tell(QueueEntity.Stop.INSTANCE);
        gate.tell(new GateMessage.NotDeclared());
        client.expectTerminated(gate);
        shard.expectNoMessage();
        assertThat(started).as("nothing is started again").isEmpty();
    }

    @Test
    void aQueueThatIsNotDeclaredSaysSoAndAsksAgainWhenItIsAskedAgain() {
        nextJournal();
        send("a");
        gate.tell(new GateMessage.NotDeclared());
        assertFailed(Reason.UNKNOWN_QUEUE, "gated");
        shard.expectMessage(gate);
        await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> {
            send("b");
            return !started.isEmpty();
        });
    }

    @Test
    void anEmptyQueueLetsItselfGoAfterAWhileUnlessSomethingComes() {
        Stub journal = readyJournal();
        gate.tell(new GateMessage.Done(Long.MAX_VALUE, true));
        settle(1);
        journal.batch();
        TIME.expectNoMessageFor(Duration.ofMinutes(3), shard);
        gate.tell(new GateMessage.Done(Long.MAX_VALUE, true));
        await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).untilAsserted(() -> {
            TIME.timePasses(Duration.ofMinutes(1));
            shard.expectMessage(Duration.ofMillis(100), gate);
        });
    }

    @Test
    void aFailedSendSaysWhichOneItWas() {
        Stub journal = readyJournal();
        send("under way");
        journal.batch();
        IntStream.range(0, 3).forEach(i -> send("waits"));
        Message message = Message.of("x");
        tell(new QueueCommand.Send(new ProducerId("p"), 17, 15, List.of(message, message)));
        QueueReply.Failed failed =
                client.expectMessageClass(QueueReply.Failed.class, Duration.ofSeconds(PATIENCE_SECONDS));
        assertThat(failed.firstSequence()).isEqualTo(17);
        assertThat(failed.messages()).isEqualTo(2);
    }

    private void send(String text) {
        tell(new QueueCommand.Send(new ProducerId("p"), 1, 1, List.of(Message.of(text))));
    }

    /** So many that they become a commit of their own; more than may wait, but for a send that waits alone. */
    private void sendMany() {
        List<Message> many = Collections.nCopies(GateBuffer.FEWEST_BEHIND, Message.of("x"));
        tell(new QueueCommand.Send(new ProducerId("p"), 1, 1, many));
    }

    private void settle(int settlements) {
        tell(new QueueCommand.Settle(IntStream.range(0, settlements)
                .mapToObj(i -> new QueueCommand.Settlement(i, new LeaseToken(1, 1, i), QueueCommand.Ack.INSTANCE))
                .toList()));
    }

    private void tell(QueueCommand command) {
        gate.tell(new QueueRequest(command, client.getRef()));
    }

    private void done() {
        gate.tell(new GateMessage.Done(Long.MAX_VALUE, false));
    }

    private void assertFailed(Reason reason, String detail) {
        QueueReply.Failed failed =
                client.expectMessageClass(QueueReply.Failed.class, Duration.ofSeconds(PATIENCE_SECONDS));
        assertThat(failed.reason()).as(failed.detail()).isEqualTo(reason);
        assertThat(failed.detail()).contains(detail);
    }

    private Stub readyJournal() {
        Stub journal = nextJournal();
        done();
        return journal;
    }

    private Stub nextJournal() {
        return taken(started, "a journal actor is started");
    }

    /** A failed journal actor is noticed when sends are answered; then the timer is set, and time may pass. */
    private void assertStartsAfter(Duration backoff) {
        await().during(Duration.ofMillis(100)).until(started::isEmpty);
        TIME.timePasses(backoff.minus(A_LITTLE));
        await().during(Duration.ofMillis(100)).until(started::isEmpty);
        TIME.timePasses(A_LITTLE.multipliedBy(2));
        await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> !started.isEmpty());
    }

    private static List<String> kinds(List<Pending> batch) {
        return batch.stream()
                .map(pending ->
                        ((Input.Client) pending.input()).command().getClass().getSimpleName())
                .toList();
    }

    private static <T> T taken(LinkedBlockingQueue<T> from, String what) {
        try {
            T next = from.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(next).as(what).isNotNull();
            return java.util.Objects.requireNonNull(next);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stop);
        }
    }

    /** The journal actor of one start. */
    private record Stub(org.apache.pekko.actor.ActorRef self, LinkedBlockingQueue<Object> got) {
        List<Pending> batch() {
            Object next = taken(got, "a batch is handed on");
            assertThat(next).isInstanceOf(GateMessage.Batch.class);
            return ((GateMessage.Batch) next).pending();
        }

        void expectFinish() {
            assertThat(taken(got, "it is told to finish")).isInstanceOf(GateMessage.Finish.class);
        }

        /** Nothing has come although everything that was told the gate before has been handled. */
        void expectNothing() {
            await().during(Duration.ofMillis(100)).until(got::isEmpty);
        }

        void fail() {
            self.tell(StubJournal.FAIL, org.apache.pekko.actor.ActorRef.noSender());
        }
    }

    /** Notes what it is told, and stops when it is told to. */
    private static final class StubJournal extends AbstractActor {
        static final Object FAIL = new Object();

        private final LinkedBlockingQueue<Object> got = new LinkedBlockingQueue<>();

        StubJournal(LinkedBlockingQueue<Stub> started) {
            started.add(new Stub(getSelf(), got));
        }

        @Override
        public Receive createReceive() {
            return receiveBuilder()
                    .matchEquals(FAIL, fail -> getContext().stop(getSelf()))
                    .matchAny(got::add)
                    .build();
        }
    }
}
