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
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A gate for each test, in front of a journal actor that does what the test says, under a clock that the test sets. */
final class GateRig implements BeforeEachCallback, AfterAllCallback {
    static final Duration MIN_BACKOFF = Duration.ofMillis(200);
    static final Duration MAX_BACKOFF = Duration.ofMillis(500);
    static final long PATIENCE_SECONDS = 20;

    private static final Duration A_LITTLE = Duration.ofMillis(20);

    final ActorTestKit kit = ActorTestKit.create(
            ManualTime.config().withFallback(ConfigFactory.parseString("""
                            jono.queue.max-waiting-messages = 3
                            jono.queue.max-waiting-settlements = 2
                            jono.queue.max-wait = 1 h
                            jono.queue.restart-backoff { min = 200 ms, max = 500 ms }
                            jono.payloads { send-limit = 100 KiB, recovery-limit = 200 KiB }
                            """)).withFallback(ConfigFactory.load()));
    final ManualTime time = ManualTime.get(kit.system());

    LinkedBlockingQueue<Stub> started = new LinkedBlockingQueue<>();
    TestProbe<QueueReply> client = kit.createTestProbe();
    TestProbe<ActorRef<QueueInbound>> shard = kit.createTestProbe();
    ActorRef<QueueInbound> gate = kit.<QueueInbound>createTestProbe().getRef();

    @Override
    public void afterAll(ExtensionContext tests) {
        kit.shutdownTestKit();
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        started = new LinkedBlockingQueue<>();
        client = kit.createTestProbe();
        shard = kit.createTestProbe();
        startGate();
    }

    void startGate() {
        QueueKey key = new QueueKey(QueueName.of("gated"), 0, 1);
        LinkedBlockingQueue<Stub> starts = started;
        gate = kit.spawn(Gate.create(
                key,
                new LocalQueues(kit),
                shard.getRef(),
                (self, settings) -> Props.create(StubJournal.class, () -> new StubJournal(starts))));
    }

    void send(String text) {
        tell(new QueueCommand.Send(new ProducerId("p"), 1, 1, List.of(Message.of(text))));
    }

    /** So many that they become a commit of their own; more than may wait, but for a send that waits alone. */
    void sendMany() {
        List<Message> many = Collections.nCopies(GateBuffer.FEWEST_BEHIND, Message.of("x"));
        tell(new QueueCommand.Send(new ProducerId("p"), 1, 1, many));
    }

    void settle(int settlements) {
        tell(new QueueCommand.Settle(IntStream.range(0, settlements)
                .mapToObj(i -> new QueueCommand.Settlement(i, new LeaseToken(1, 1, i), QueueCommand.Ack.INSTANCE))
                .toList()));
    }

    void tell(QueueCommand command) {
        gate.tell(new QueueRequest(command, client.getRef()));
    }

    void done() {
        gate.tell(new GateMessage.Done(Long.MAX_VALUE, false));
    }

    void assertFailed(Reason reason, String detail) {
        QueueReply.Failed failed =
                client.expectMessageClass(QueueReply.Failed.class, Duration.ofSeconds(PATIENCE_SECONDS));
        assertThat(failed.reason()).as(failed.detail()).isEqualTo(reason);
        assertThat(failed.detail()).contains(detail);
    }

    Stub readyJournal() {
        Stub journal = nextJournal();
        done();
        return journal;
    }

    Stub nextJournal() {
        return taken(started, "a journal actor is started");
    }

    /** A failed journal actor is noticed when sends are answered; then the timer is set, and time may pass. */
    void assertStartsAfter(Duration backoff) {
        await().during(Duration.ofMillis(100)).until(started::isEmpty);
        time.timePasses(backoff.minus(A_LITTLE));
        await().during(Duration.ofMillis(100)).until(started::isEmpty);
        time.timePasses(A_LITTLE.multipliedBy(2));
        await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> !started.isEmpty());
    }

    static List<String> kinds(List<Pending> batch) {
        return batch.stream()
                .map(pending ->
                        ((Input.Client) pending.input()).command().getClass().getSimpleName())
                .toList();
    }

    private static <T> T taken(LinkedBlockingQueue<T> from, String what) {
        try {
            T next = from.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(next).as(what).isNotNull();
            return Objects.requireNonNull(next);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stop);
        }
    }

    /** The journal actor of one start. */
    record Stub(org.apache.pekko.actor.ActorRef self, LinkedBlockingQueue<Object> got) {
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
