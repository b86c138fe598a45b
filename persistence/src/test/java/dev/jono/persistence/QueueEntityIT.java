package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.cql.Row;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jono.api.Backoff;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.Message;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.actor.QueueRequest;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueReply.Delivered;
import dev.jono.api.protocol.QueueReply.SettleResult;
import dev.jono.persistence.cassandra.CassandraSession;
import dev.jono.persistence.journal.FencedJournal;
import dev.jono.persistence.testkit.SharedCassandra;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A queue's entity on the real journal: what it promises through crashes, moves and a second owner. */
class QueueEntityIT {
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final QueueSettings FAST = QueueSettings.builder()
            .lease(Duration.ofSeconds(60))
            .backoff(Backoff.NONE)
            .build();

    @SuppressWarnings("NullAway.Init")
    private static ActorTestKit kit;

    @SuppressWarnings("NullAway.Init")
    private static LocalQueues queues;

    @BeforeAll
    static void start() {
        Config config = ConfigFactory.parseString("""
                        jono.queue.snapshot-after-bytes = 20 KiB
                        jono.queue.limits.refresh-wait = 300 ms
                        jono.queue.restart-backoff.min = 50 ms
                        """).withFallback(SharedCassandra.config(QueueEntityIT.class));
        kit = ActorTestKit.create("QueueEntityIT", config);
        CassandraSession.get(kit.system()).awaitStarted();
        queues = new LocalQueues(kit);
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void deliversWhatWasSentAndForgetsWhatWasAcked() {
        TestClient client = client(queues.declareNow("plain", FAST));
        client.send(1, "a", "b", "c");
        client.refresh(1, 10);
        List<Delivered> deliveries = client.deliveries(3);
        assertThat(texts(deliveries)).containsExactly("a", "b", "c");

        assertThat(client.settle(deliveries, QueueCommand.Ack.INSTANCE)).containsOnly(SettleResult.Kind.DONE);
        assertThat(client.status().depth()).isZero();
        assertThat(client.settle(deliveries, QueueCommand.Ack.INSTANCE))
                .as("an ack can be repeated")
                .containsOnly(SettleResult.Kind.ALREADY_SETTLED);
    }

    @Test
    void keepsEverythingThroughACrash() {
        QueueKey key = queues.declareNow("crash", FAST);
        TestClient client = client(key);
        client.send(1, "a", "b", "c", "d");
        client.refresh(1, 2);
        List<Delivered> held = client.deliveries(2);
        queues.crash(key);

        assertThat(client.status().depth()).isEqualTo(4);
        client.refreshHolding(2, 10, held);
        assertThat(texts(client.deliveries(2)))
                .as("what the consumer holds stays with it")
                .containsExactly("c", "d");
        assertThat(client.settle(held, QueueCommand.Ack.INSTANCE))
                .as("a delivery of the dead owner is settled at the new one")
                .containsOnly(SettleResult.Kind.DONE);
        assertThat(client.status().depth()).isEqualTo(2);
    }

    @Test
    void answersARepeatedSendWithItsFirstOutcomeAfterACrash() {
        QueueKey key = queues.declareNow("repeat", FAST);
        TestClient client = client(key);
        QueueReply.Sent first = client.send(1, "a", "b");
        queues.crash(key);
        assertThat(client.send(1, "a", "b").outcomes()).isEqualTo(first.outcomes());
        assertThat(client.status().depth()).isEqualTo(2);
    }

    @Test
    void readsPayloadsBackAfterSnapshotAndTruncation() {
        QueueKey key = queues.declareNow("snapshots", FAST);
        TestClient client = client(key);
        List<String> sent = new ArrayList<>();
        for (int batch = 0; batch < 30; batch++) {
            String[] texts = IntStream.range(batch * 4, batch * 4 + 4)
                    .mapToObj(i -> i + "-" + "x".repeat(1000))
                    .toArray(String[]::new);
            client.send(1 + batch * 4L, texts);
            sent.addAll(List.of(texts));
        }
        client.refresh(1, 60);
        List<Delivered> first = client.deliveries(60);
        client.refreshHolding(2, 0, first);
        client.settle(first, QueueCommand.Ack.INSTANCE);
        for (int batch = 30; batch < 50; batch++) {
            String text = batch + "-" + "x".repeat(4000);
            client.send(1 + batch * 4L, text);
            sent.add(text);
        }
        await().atMost(WAIT).until(() -> deletedTo(key) > 0);
        long deletedTo = deletedTo(key);
        await().atMost(WAIT)
                .untilAsserted(() -> assertThat(rowsUpTo(key, deletedTo)).isZero());
        assertThat(rowsUpTo(key, Long.MAX_VALUE)).isPositive();
        assertThat(FencedJournal.get(kit.system())
                        .validSnapshots(QueueEntity.persistenceId(key))
                        .toCompletableFuture()
                        .join())
                .as("an older one stays beside the newest")
                .hasSizeGreaterThanOrEqualTo(2);
        queues.crash(key);

        client.refresh(3, 100);
        List<Delivered> rest = client.deliveries(80);
        assertThat(texts(rest)).containsExactlyInAnyOrderElementsOf(sent.subList(60, 140));
    }

    @Test
    void truncatesThoughNoIncarnationWritesMuch() {
        QueueKey key = queues.declareNow("rarely-used", FAST);
        TestClient client = client(key);
        for (int incarnation = 0; incarnation < 4; incarnation++) {
            client.send(1 + incarnation, "a message");
            client.refresh(1 + incarnation, 1);
            client.settle(client.deliveries(1), QueueCommand.Ack.INSTANCE);
            queues.stop(key);
        }
        assertThat(deletedTo(key)).isPositive();
        assertThat(rowsUpTo(key, deletedTo(key))).isZero();
        assertThat(one("SELECT count(*) FROM queueentityit.snapshot_manifests WHERE persistence_id = ?", key))
                .isEqualTo(2);
    }

    @Test
    void movesInGoodOrder() {
        QueueKey key = queues.declareNow("moves", FAST);
        TestClient client = client(key);
        client.send(1, "a", "b");
        client.refresh(1, 1);
        List<Delivered> held = client.deliveries(1);
        queues.stop(key);

        assertThat(client.settle(held, QueueCommand.Ack.INSTANCE)).containsOnly(SettleResult.Kind.DONE);
        client.refresh(2, 5);
        assertThat(texts(client.deliveries(1))).containsExactly("b");
    }

    @Test
    void aReceiveThatWaitsIsAnsweredWhenTheQueueMoves() {
        QueueKey key = queues.declareNow("polled", FAST);
        TestClient client = client(key);
        client.tell(
                new QueueCommand.Receive(new ConsumerId("node@host#1", "receive"), 4, 0, Duration.ofSeconds(30), null));
        assertThat(client.status().depth()).isZero();
        queues.stop(key);

        assertThat(client.expect(QueueReply.Failed.class).reason()).isEqualTo(Reason.UNAVAILABLE);
    }

    @Test
    void handsARejectedMessageToTheDeadLetterQueue() {
        QueueKey key = queues.declareNow("orders", FAST);
        QueueKey deadLetters = queues.declareNow("orders.dlq", FAST);
        TestClient client = client(key);
        client.send(1, "bad", "good");
        client.refresh(1, 1);
        client.settle(client.deliveries(1), new QueueCommand.Reject("not an order"));

        TestClient undertaker = client(deadLetters);
        undertaker.refresh(1, 5);
        Delivered letter = undertaker.deliveries(1).get(0);
        assertThat(letter.message().text()).isEqualTo("bad");
        assertThat(letter.message().headers())
                .containsEntry("jono-dead-letter-reason", "rejected")
                .containsEntry("jono-dead-letter-error", "not an order")
                .containsEntry("jono-origin-id", "orders/0/1/0");
        await().atMost(WAIT)
                .untilAsserted(() -> assertThat(client.status().depth()).isEqualTo(1));
    }

    @Test
    void deadLettersAreHandedOverOnceThroughCrashesOfBothSides() {
        QueueKey key = queues.declareNow("both", FAST);
        QueueKey deadLetters = queues.declareNow("both.dlq", FAST);
        TestClient client = client(key);
        String[] texts = IntStream.range(0, 40).mapToObj(Integer::toString).toArray(String[]::new);
        client.send(1, texts);
        client.refresh(1, 40);
        List<Delivered> deliveries = client.deliveries(40);
        for (int i = 0; i < 40; i += 10) {
            client.settle(deliveries.subList(i, i + 10), new QueueCommand.Reject("no"));
            queues.crash(i % 20 == 0 ? key : deadLetters);
        }
        TestClient undertaker = client(deadLetters);
        await().atMost(WAIT)
                .untilAsserted(() -> assertThat(client.status().depth()).isZero());
        assertThat(undertaker.status().depth()).isEqualTo(40);
        assertThat(undertaker.status().sent()).isEqualTo(40);
    }

    @Test
    void aSecondOwnerTakesOverAndTheFirstConfirmsNothingMore() {
        QueueKey key = queues.declareNow("twice", FAST);
        TestClient client = client(key);
        client.send(1, "a");
        var zombie = queues.entity(key);
        var owner = queues.spawn(key);
        TestProbe<QueueReply> probe = kit.createTestProbe();
        owner.tell(new QueueRequest(new QueueCommand.Describe(), probe.getRef()));
        probe.expectMessageClass(QueueReply.Described.class, WAIT);

        QueueCommand.Send late = new QueueCommand.Send(new ProducerId("zombie"), 1, 1, List.of(Message.of("late")));
        zombie.tell(new QueueRequest(late, probe.getRef()));
        assertThat(probe.expectMessageClass(QueueReply.Failed.class, WAIT).reason())
                .isEqualTo(Reason.UNKNOWN);
    }

    @Test
    void aFailureInTheActorIsAnsweredAndTheQueueComesBack() {
        QueueKey key = queues.declareNow("fails", FAST);
        queues.failTheNextBeginning();
        TestClient client = client(key);
        client.tell(new QueueCommand.Describe());
        assertThat(client.expect(QueueReply.Failed.class).reason())
                .as("answered, not left waiting while the actor restarts in place")
                .isEqualTo(Reason.UNAVAILABLE);
        assertThat(client.status().depth()).isZero();
    }

    @Test
    void aFullMessageWithHeadersOfItsOwnCanBecomeADeadLetter() {
        QueueKey key = queues.declareNow("full", FAST);
        QueueKey deadLetters = queues.declareNow("full.dlq", FAST);
        Message.Builder message = Message.builder(new byte[1000]);
        for (int i = 0; i < Message.MAX_HEADERS; i++) {
            message.header("header-" + i, "x".repeat(200));
        }
        for (int i = 0; i < 16; i++) {
            message.header(Message.RESERVED_PREFIX + i, "foreign");
        }
        TestClient client = client(key);
        client.tell(new QueueCommand.Send(new ProducerId("producer"), 1, 1, List.of(message.build())));
        client.expect(QueueReply.Sent.class);
        client.refresh(1, 1);
        client.settle(client.deliveries(1), new QueueCommand.Reject("é".repeat(3000)));
        TestClient undertaker = client(deadLetters);
        undertaker.refresh(1, 1);
        assertThat(undertaker.deliveries(1).get(0).message().headers())
                .containsEntry("header-0", "x".repeat(200))
                .containsEntry("jono-dead-letter-reason", "rejected")
                .doesNotContainKey("jono-0");
    }

    @Test
    void anUnknownQueueSaysSo() {
        TestClient client = client(new QueueKey(QueueName.of("nobody"), 0, 1));
        client.tell(new QueueCommand.Describe());
        assertThat(client.expect(QueueReply.Failed.class).reason()).isEqualTo(Reason.UNKNOWN_QUEUE);
    }

    private static long deletedTo(QueueKey key) {
        return one("SELECT deleted_to FROM queueentityit.journal_owners WHERE persistence_id = ?", key);
    }

    /** All rows of the queue lie in the first segment. */
    private static long rowsUpTo(QueueKey key, long ordinal) {
        return one(
                "SELECT count(*) FROM queueentityit.journal_rows WHERE persistence_id = ? AND segment = 0 AND ordinal <= "
                        + ordinal,
                key);
    }

    private static long one(String query, QueueKey key) {
        Row row = CassandraSession.get(kit.system())
                .session()
                .toCompletableFuture()
                .join()
                .execute(query, QueueEntity.persistenceId(key))
                .one();
        return row == null ? 0 : row.getLong(0);
    }

    private static TestClient client(QueueKey key) {
        return new TestClient(kit, queues, key);
    }

    private static List<String> texts(List<Delivered> deliveries) {
        return deliveries.stream().map(delivery -> delivery.message().text()).toList();
    }
}
