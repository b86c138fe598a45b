package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import dev.jono.api.Backoff;
import dev.jono.api.QueueSettings;
import dev.jono.api.actor.QueueRequest;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueReply.Delivered;
import dev.jono.persistence.cassandra.CassandraSession;
import dev.jono.persistence.testkit.SharedCassandra;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Crashes one side of a hand-over at each of its steps: the dead letter is deliverable in exactly one place afterwards. */
class HandOverStepsIT {
    private static final Duration WAIT = Duration.ofSeconds(30);

    @SuppressWarnings("NullAway.Init")
    private static ActorTestKit kit;

    @SuppressWarnings("NullAway.Init")
    private static LocalQueues queues;

    /** Where the crash happens. */
    enum Step {
        /** The reject is on its way, or being written. */
        SOURCE_BEFORE_JOURNALING,
        /** {@code DeadLettered} is journaled, and nothing was sent. */
        SOURCE_BEFORE_SENDING,
        /** The letter is on its way. */
        SOURCE_AFTER_SENDING,
        /** The letter has reached the target, and is perhaps being written. */
        TARGET_BEFORE_JOURNALING,
        /** The target has the letter, and the source does not know. */
        TARGET_BEFORE_CONFIRMING,
        /** Both at once, with the letter in both. */
        BOTH_BEFORE_CONFIRMING,
        /** The source was told, and is perhaps writing that. */
        SOURCE_BEFORE_JOURNALING_THE_REMOVAL,
        /** All is done; a late copy of the letter comes after the target's crash. */
        SOURCE_AFTER_JOURNALING_THE_REMOVAL
    }

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create(
                "HandOverStepsIT",
                ConfigFactory.parseString("""
                        jono.queue.limits { refresh-wait = 300 ms, hand-over-retry = 300 ms }
                        jono.queue.restart-backoff.min = 50 ms
                        """).withFallback(SharedCassandra.config(HandOverStepsIT.class)));
        CassandraSession.get(kit.system()).awaitStarted();
        queues = new LocalQueues(kit);
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    @ParameterizedTest
    @EnumSource
    void aDeadLetterIsDeliverableInExactlyOnePlace(Step step) {
        String name = step.name().toLowerCase(Locale.ROOT);
        QueueSettings settings = QueueSettings.builder().backoff(Backoff.NONE).build();
        QueueKey source = queues.declareNow(name, settings);
        QueueKey target = queues.declareNow(name + ".dlq", settings);
        TestClient client = new TestClient(kit, queues, source);
        client.send(1, "bad", "good");
        client.refresh(1, 1);
        List<Delivered> bad = client.deliveries(1);
        // So that the good one does not come here, in the place of the bad one, and stay until its lease ends.
        client.refreshHolding(2, 0, bad);

        queues.holdBack(told -> told.key().equals(target) && told.request().command() instanceof QueueCommand.Send);
        client.tell(TestClient.settling(bad, new QueueCommand.Reject("spoilt")));
        crashAt(step, source, target);
        queues.holdBack(told -> false);

        // As a consumer does: it says what it holds, and repeats the reject until that is confirmed.
        TestClient again = new TestClient(kit, queues, source);
        again.refreshHolding(3, 0, bad);
        again.settle(bad, new QueueCommand.Reject("spoilt"));

        await().atMost(WAIT)
                .untilAsserted(() -> assertThat(again.status().depth()).isEqualTo(1));
        TestClient undertaker = new TestClient(kit, queues, target);
        assertThat(undertaker.status().depth()).isEqualTo(1);
        assertThat(undertaker.status().sent()).isEqualTo(1);
        undertaker.refresh(1, 5);
        assertThat(undertaker.deliveries(1).get(0).message().text()).isEqualTo("bad");
        again.refresh(4, 5);
        assertThat(again.deliveries(1).get(0).message().text()).isEqualTo("good");
        assertThat(again.status().handingOver()).isZero();
    }

    private static void crashAt(Step step, QueueKey source, QueueKey target) {
        if (step == Step.SOURCE_BEFORE_JOURNALING) {
            queues.crash(source);
            return;
        }
        LocalQueues.Told letter = queues.nextHeld();
        if (step == Step.SOURCE_BEFORE_SENDING) {
            queues.crash(source);
        } else if (step == Step.SOURCE_AFTER_SENDING) {
            queues.entity(target).tell(letter.request());
            queues.crash(source);
        } else if (step == Step.TARGET_BEFORE_JOURNALING) {
            queues.entity(target).tell(letter.request());
            queues.crash(target);
        } else {
            crashAfterTheTargetHasIt(step, letter, source, target);
        }
    }

    private static void crashAfterTheTargetHasIt(Step step, LocalQueues.Told letter, QueueKey source, QueueKey target) {
        TestProbe<QueueReply> confirms = kit.createTestProbe();
        queues.entity(target).tell(new QueueRequest(letter.request().command(), confirms.getRef()));
        QueueReply confirm = confirms.expectMessageClass(QueueReply.Sent.class, WAIT);
        if (step == Step.TARGET_BEFORE_CONFIRMING) {
            queues.crash(target);
        } else if (step == Step.BOTH_BEFORE_CONFIRMING) {
            queues.crash(source);
            queues.crash(target);
        } else {
            letter.request().replyTo().tell(confirm);
            if (step == Step.SOURCE_AFTER_JOURNALING_THE_REMOVAL) {
                TestClient client = new TestClient(kit, queues, source);
                await().atMost(WAIT)
                        .untilAsserted(() -> assertThat(client.status().depth()).isEqualTo(1));
                queues.crash(target);
                queues.entity(target).tell(letter.request());
            }
            queues.crash(source);
        }
    }
}
