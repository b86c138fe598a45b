package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.typesafe.config.ConfigFactory;
import dev.jono.api.Backoff;
import dev.jono.api.QueueSettings;
import dev.jono.api.actor.QueueRequest;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueReply.Delivered;
import dev.jono.persistence.cassandra.CassandraSession;
import dev.jono.persistence.journal.FencedJournal;
import dev.jono.persistence.testkit.SharedCassandra;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Backlogs many times larger than the memory that a node gives to its queues' messages, on the real journal. */
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class PagingIT {
    private static final Duration WAIT = Duration.ofSeconds(60);
    private static final int BATCH = 20;
    private static final long CACHE_BYTES = 64 * 1024;
    private static final QueueSettings PATIENT = QueueSettings.builder()
            .lease(Duration.ofMinutes(2))
            .backoff(Backoff.NONE)
            .maxAttempts(QueueSettings.UNLIMITED_ATTEMPTS)
            .build();

    private final List<ActorTestKit> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(ActorTestKit::shutdownTestKit);
    }

    @Test
    void aBacklogIsDrainedInOrderThroughTruncationAndAFailover() {
        LocalQueues queues = node(CACHE_BYTES);
        QueueKey key = queues.declareNow("drained", PATIENT);
        TestClient client = new TestClient(kit(), queues, key);
        send(client, 0, 2_000, 1_000);
        client.status(); // a send is answered before room is made
        assertThat(budget().cachedBytes()).isBetween(1L, CACHE_BYTES);
        for (int round = 0; round < 3; round++) {
            client.refresh(1 + 2 * round, 300);
            List<Delivered> taken = client.deliveries(300);
            assertInOrder(taken, round * 300L, 1_000);
            client.refreshHolding(2 + 2 * round, 0, taken);
            client.settle(taken, QueueCommand.Ack.INSTANCE);
        }
        await().atMost(WAIT).untilAsserted(() -> assertThat(deletedTo(key)).isPositive());

        queues.crash(key);
        client.refresh(9, 50);
        drain(client, 900, 2_000);
        assertThat(client.status().depth()).isZero();
        assertThat(budget().cachedBytes()).isZero();
        assertThat(FencedJournal.get(kit().system()).stats().rowsReadBack()).isPositive();
    }

    @Test
    void aRecoveryReadsNoMessage() {
        LocalQueues queues = node(CACHE_BYTES);
        QueueKey key = queues.declareNow("recovered", PATIENT);
        TestClient client = new TestClient(kit(), queues, key);
        send(client, 0, 600, 1_000);
        queues.stop(key);
        assertThat(budget().cachedBytes()).isZero();
        assertThat(client.status().depth()).isEqualTo(600);
        assertThat(budget().cachedBytes()).as("nothing is replayed, either").isZero();
        assertThat(FencedJournal.get(kit().system()).stats().rowsReadBack()).isZero();
        client.refresh(1, 50);
        drain(client, 0, 600);
    }

    @Test
    void whatIsGivenBackIsReadAgain() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        LocalQueues queues = node(CACHE_BYTES);
        TestClient client = new TestClient(kit(), queues, queues.declareNow("given-back", PATIENT));
        send(client, 0, 600, 1_000);
        client.refresh(1, 100);
        Set<Long> acked = new HashSet<>();
        while (acked.size() < 600) {
            for (Delivered delivery : client.deliveries(1)) {
                assertThat(delivery.message().text()).as("seed %s", seed).isEqualTo(text(delivery.offset(), 1_000));
                int dice = random.nextInt(10);
                if (dice < 6) {
                    assertThat(acked.add(delivery.offset())).as("seed %s", seed).isTrue();
                    client.settle(List.of(delivery), QueueCommand.Ack.INSTANCE);
                } else {
                    Duration delay = dice < 8 ? Duration.ZERO : Duration.ofMillis(1 + random.nextInt(300));
                    client.settle(List.of(delivery), new QueueCommand.Nack(delay, "not yet"));
                }
            }
        }
        assertThat(client.status().depth()).isZero();
    }

    @Test
    void aPurgeWhileRowsAreUnderReadHarmsNothing() {
        LocalQueues queues = node(CACHE_BYTES);
        TestClient client = new TestClient(kit(), queues, queues.declareNow("purged", PATIENT));
        long epoch = client.status().epoch();
        for (int round = 0; round < 5; round++) {
            send(client, round * 200L, 200, 1_000);
            client.refresh(1 + 2 * round, 150);
            client.tell(new QueueCommand.Purge());
            client.expect(QueueReply.Purged.class);
            await().atMost(WAIT).until(() -> {
                long leased = client.status().leased();
                if (leased > 0) {
                    client.settle(client.deliveries(1), QueueCommand.Ack.INSTANCE);
                }
                return client.status().depth() == 0;
            });
            client.refresh(2 + 2 * round, 0);
        }
        assertThat(client.status().epoch()).as("it never failed").isEqualTo(epoch);
        send(client, 1_000, 20, 1_000);
        client.refresh(100, 50);
        drain(client, 1_000, 1_020);
    }

    @Test
    void aDeadLetterThatIsNotInMemoryIsHandedOver() {
        LocalQueues queues = node(CACHE_BYTES);
        QueueKey key = queues.declareNow("rejecting", PATIENT);
        TestClient client = new TestClient(kit(), queues, key);
        send(client, 0, 100, 1_000);
        client.refresh(1, 3);
        List<Delivered> three = client.deliveries(3);
        client.refreshHolding(2, 0, three);
        client.settle(three, new QueueCommand.Reject("no")); // and nobody takes them yet
        send(client, 100, 100, 1_000);
        queues.stop(key);
        assertThat(client.status().handingOver()).isEqualTo(3);

        TestClient undertaker = new TestClient(kit(), queues, queues.declareNow("rejecting.dlq", PATIENT));
        undertaker.refresh(1, 10);
        List<Delivered> dead = undertaker.deliveries(3);
        assertThat(dead)
                .extracting(letter -> letter.message().text())
                .containsExactly(text(0, 1_000), text(1, 1_000), text(2, 1_000));
        assertThat(FencedJournal.get(kit().system()).stats().rowsReadBack())
                .as("a recovery brings none of them")
                .isPositive();
        await().atMost(WAIT).until(() -> client.status().handingOver() == 0);
    }

    @Test
    void aCacheThatIsSmallerThanAMessageIsEnoughForManyQueues() {
        LocalQueues queues = node(1_000);
        List<TestClient> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(new TestClient(kit(), queues, queues.declareNow("large-" + i, PATIENT)));
        }
        clients.forEach(client -> {
            for (int i = 0; i < 6; i++) {
                client.send(1 + i, text(i, 200_000));
            }
        });
        clients.forEach(TestClient::status); // a send is answered before room is made
        assertThat(budget().cachedBytes()).isZero();
        clients.forEach(client -> client.refresh(1, 2));
        clients.forEach(client -> drain(client, 0, 6, 200_000));
        clients.forEach(TestClient::status);
        assertThat(budget().cachedBytes()).isZero();
    }

    @Test
    void aReceiveThatDoesNotWaitGetsWhatHasToBeRead() {
        LocalQueues queues = node(1_000);
        TestClient client = new TestClient(kit(), queues, queues.declareNow("received", PATIENT));
        send(client, 0, 20, 1_000);
        client.tell(new QueueCommand.Receive(new ConsumerId("node@host#1", "receive"), 4, 0, Duration.ZERO, null));
        QueueReply.Deliveries received = client.expect(QueueReply.Deliveries.class);
        assertThat(received.deliveries()).isNotEmpty();
        assertThat(received.deliveries().get(0).message().text()).isEqualTo(text(0, 1_000));
    }

    @Test
    void aLiveRowThatIsNotThereStopsTheQueue() {
        LocalQueues queues = node(1_000);
        QueueKey key = queues.declareNow("robbed", PATIENT);
        TestClient client = new TestClient(kit(), queues, key);
        send(client, 0, 100, 1_000);
        queues.stop(key);
        long epoch = client.status().epoch();
        long ordinal =
                one("SELECT max(ordinal) FROM pagingit.journal_rows WHERE persistence_id = ? AND segment = 0", key) / 2;
        session()
                .execute(
                        "DELETE FROM pagingit.journal_rows WHERE persistence_id = ? AND segment = 0 AND ordinal = "
                                + ordinal,
                        QueueEntity.persistenceId(key));
        queues.queues()
                .tell(
                        key,
                        new QueueRequest(
                                refresh(), kit().<QueueReply>createTestProbe().getRef()));
        await().atMost(WAIT)
                .ignoreExceptionsInstanceOf(AssertionError.class)
                .until(() -> client.status().epoch() > epoch);
        assertThat(client.status().depth()).as("nothing is forgotten").isEqualTo(100);
    }

    private static QueueCommand refresh() {
        return new QueueCommand.Refresh(new ConsumerId("test-process", "other"), 1, 100, 0, 100, 0, 0, List.of());
    }

    private static void send(TestClient client, long first, int count, int bytes) {
        for (long offset = first; offset < first + count; offset += BATCH) {
            client.send(
                    1 + offset,
                    LongStream.range(offset, offset + BATCH)
                            .mapToObj(each -> text(each, bytes))
                            .toArray(String[]::new));
        }
    }

    private void drain(TestClient client, long from, long to) {
        drain(client, from, to, 1_000);
    }

    /** Takes and acks these messages, which come in order. */
    private void drain(TestClient client, long from, long to, int bytes) {
        long next = from;
        while (next < to) {
            List<Delivered> deliveries = client.deliveries(1);
            assertInOrder(deliveries, next, bytes);
            next += deliveries.size();
            client.settle(deliveries, QueueCommand.Ack.INSTANCE);
            assertThat(budget().cachedBytes())
                    .isLessThanOrEqualTo(2 * Math.max(budget().cacheLimitBytes(), bytes * 8L));
        }
    }

    private static void assertInOrder(List<Delivered> deliveries, long from, int bytes) {
        for (int i = 0; i < deliveries.size(); i++) {
            assertThat(deliveries.get(i).offset()).isEqualTo(from + i);
            assertThat(deliveries.get(i).message().text()).isEqualTo(text(from + i, bytes));
        }
    }

    private static String text(long offset, int bytes) {
        String number = offset + "-";
        return number + "x".repeat(bytes - number.length());
    }

    private LocalQueues node(long cacheBytes) {
        ActorTestKit kit = ActorTestKit.create(
                "PagingIT",
                ConfigFactory.parseString("jono.payloads { cache-limit = " + cacheBytes
                                + ", read-ahead = 24 KiB }\njono.queue.row-bytes = 4 KiB\n"
                                + "jono.queue.snapshot-after-bytes = 100 KiB\n"
                                + "jono.queue.limits.refresh-wait = 300 ms\n"
                                + "jono.queue.restart-backoff.min = 50 ms\njono.queue.restart-backoff.max = 500 ms")
                        .withFallback(SharedCassandra.config(PagingIT.class)));
        nodes.add(kit);
        CassandraSession.get(kit.system()).awaitStarted();
        return new LocalQueues(kit);
    }

    private ActorTestKit kit() {
        return nodes.get(nodes.size() - 1);
    }

    private PayloadBudget budget() {
        return PayloadBudget.get(kit().system());
    }

    private long deletedTo(QueueKey key) {
        return one("SELECT deleted_to FROM pagingit.journal_owners WHERE persistence_id = ?", key);
    }

    private CqlSession session() {
        return CassandraSession.get(kit().system())
                .session()
                .toCompletableFuture()
                .join();
    }

    private long one(String query, QueueKey key) {
        Row row = session().execute(query, QueueEntity.persistenceId(key)).one();
        return row == null ? 0 : row.getLong(0);
    }
}
