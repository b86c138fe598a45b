package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import dev.jono.api.Message;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueReply.Delivered;
import dev.jono.api.protocol.QueueReply.SettleResult;
import dev.jono.persistence.cassandra.CassandraSession;
import dev.jono.persistence.testkit.SharedCassandra;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows in a real Cassandra go although something at the head lives on. {@code -Djono.cleaning.messages} says how many pass; a million takes minutes, 20,000 do
 * otherwise.
 */
class CleaningIT {
    private static final Logger LOG = LoggerFactory.getLogger(CleaningIT.class);
    private static final int MESSAGES = Integer.getInteger("jono.cleaning.messages", 20_000);
    private static final int BATCH = 500;
    private static final Duration WAIT = Duration.ofSeconds(60);
    private static final long SNAPSHOT_AFTER = 512 << 10;
    private static final long SLACK = 1 << 20;

    private static final QueueSettings SETTINGS =
            QueueSettings.builder().lease(Duration.ofMinutes(30)).build();

    @SuppressWarnings("NullAway.Init")
    private static ActorTestKit kit;

    @SuppressWarnings("NullAway.Init")
    private static LocalQueues queues;

    @SuppressWarnings("NullAway.Init")
    private static StoredJournal stored;

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create(
                "CleaningIT", ConfigFactory.parseString("""
                        jono.queue.snapshot-after-bytes = 512 KiB
                        jono.queue.cleaning { slack-bytes = 1 MiB, slack-rows = 100, step-bytes = 256 KiB }
                        jono.queue.limits.refresh-wait = 100 ms
                        jono.queue.restart-backoff { min = 10 ms, max = 100 ms }
                        """).withFallback(SharedCassandra.config(CleaningIT.class)));
        CassandraSession.get(kit.system()).awaitStarted();
        queues = new LocalQueues(kit);
        stored = new StoredJournal(kit, "cleaningit");
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void oneMessageThatIsNeverAckedHoldsOnToNothing() {
        Passage passage = new Passage("one-stays");
        passage.send(1, Duration.ZERO);
        passage.client.refresh(passage.nextGrant(), 1);
        Delivered held = passage.client.deliveries(1).get(0);
        passage.client.settle(List.of(held), new QueueCommand.Nack(Duration.ofDays(300), "not now"));
        passage.pass(MESSAGES);
        passage.awaitBound(1);
        passage.survivesARestart();
        assertThat(passage.client.status().delayed()).isEqualTo(1);
    }

    @Test
    void manyThatAreDelayedForAYearHoldOnToNothing() {
        Passage passage = new Passage("many-stay");
        for (int sent = 0; sent < MESSAGES / 4; sent += BATCH) {
            passage.send(BATCH, Duration.ofDays(365));
        }
        passage.pass(MESSAGES);
        passage.awaitBound(MESSAGES / 4);
        passage.survivesARestart();
    }

    @Test
    void nothingIsLostWhenTheQueueDiesWhileItIsCleaned() {
        long seed = new Random().nextLong();
        LOG.warn("Seed {}", seed);
        Random random = new Random(seed);
        Passage passage = new Passage("dies");
        for (int sent = 0; sent < 3_000; sent += BATCH) {
            passage.send(BATCH, Duration.ofDays(365));
        }
        long lastOfTheFirst = stored.ordinals(passage.key).getMax();
        for (int crash = 0; crash < 12; crash++) {
            passage.pass(6 * BATCH);
            passage.crashWithin(random.nextInt(20_000));
        }
        passage.awaitBound(3_000);
        passage.awaitGone(lastOfTheFirst);
        passage.survivesARestart();
    }

    @Test
    void aTornOrLostSnapshotOfCarriedRowsLosesNothing() {
        Passage passage = new Passage("torn");
        for (int sent = 0; sent < 2_000; sent += BATCH) {
            passage.send(BATCH, Duration.ofDays(365));
        }
        long lastOfTheFirst = stored.ordinals(passage.key).getMax();
        for (int round = 0; round < 6; round++) {
            passage.pass(12 * BATCH);
            passage.awaitBound(2_000);
            passage.crash();
            if (round % 2 == 0) {
                stored.tearTheNewestSnapshot(passage.key);
            } else {
                stored.loseTheNewestSnapshot(passage.key);
            }
            assertThat(passage.client.status().depth()).as("round %d", round).isEqualTo(2_000);
            passage.checkContent();
        }
        passage.awaitGone(lastOfTheFirst);
    }

    /** One queue, through which messages pass. */
    private static final class Passage {
        private final QueueKey key;
        private final TestClient client;
        private final Map<Long, Message> live = new TreeMap<>();
        private long sequence = 1;
        private long grant;
        private boolean isRegistered;

        Passage(String name) {
            key = queues.declareNow(name, SETTINGS);
            client = new TestClient(kit, queues, key);
        }

        long nextGrant() {
            return ++grant;
        }

        /** Sends a batch of messages that are to stay. */
        void send(int count, Duration delay) {
            List<Message> messages = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String text = sequence + i + "-" + "x".repeat(200 + (int) ((sequence + i) * 31 % 200));
                messages.add(Message.builder(text.getBytes(StandardCharsets.UTF_8))
                        .delay(delay)
                        .build());
            }
            client.tell(new QueueCommand.Send(new ProducerId("producer"), sequence, sequence, messages));
            long offset = client.expect(QueueReply.Sent.class).outcomes().get(0).firstOffset();
            for (Message message : messages) {
                live.put(offset++, message);
            }
            sequence += count;
        }

        /** Sends and acks so many. */
        void pass(int count) {
            if (!isRegistered) {
                client.refresh(nextGrant(), BATCH);
                isRegistered = true;
            }
            for (int passed = 0; passed < count; passed += BATCH) {
                send(BATCH, Duration.ZERO);
                List<Delivered> delivered = client.deliveries(BATCH);
                assertThat(client.settle(delivered, QueueCommand.Ack.INSTANCE)).containsOnly(SettleResult.Kind.DONE);
                delivered.forEach(one -> live.remove(one.offset()));
            }
        }

        /** Ends the entity, its cleaning under way or not. */
        void crashWithin(int micros) {
            long end = System.nanoTime() + 1_000L * micros;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            crash();
        }

        void crash() {
            queues.crash(key);
            isRegistered = false;
        }

        /** Waits until the rows in Cassandra are as few as they should be; a queue at rest is cleaned too. */
        void awaitBound(int expected) {
            long liveBytes =
                    live.values().stream().mapToLong(Message::sizeBytes).sum() + 100L * live.size();
            long most = 2 * liveBytes + SLACK + 4 * SNAPSHOT_AFTER;
            await().atMost(WAIT)
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> assertThat(stored.bytes(key))
                            .as("bytes in Cassandra, of %s live ones", liveBytes)
                            .isLessThanOrEqualTo(most));
            LOG.warn("{}: {} live bytes, {} in Cassandra, at most {}", key, liveBytes, stored.bytes(key), most);
            assertThat(live).hasSize(expected);
            assertThat(client.status().depth()).isEqualTo(expected);
        }

        /** Waits until all rows up to this one are deleted: what lives of them has been carried forward. */
        void awaitGone(long ordinal) {
            await().atMost(WAIT)
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(
                            () -> assertThat(stored.ordinals(key).getMin()).isGreaterThan(ordinal));
        }

        void survivesARestart() {
            checkContent();
            crash();
            assertThat(client.status().depth()).isEqualTo(live.size());
            checkContent();
            queues.stop(key);
            isRegistered = false;
            assertThat(client.status().depth()).isEqualTo(live.size());
            checkContent();
            pass(BATCH);
        }

        void checkContent() {
            Map<Long, Message> inJournal = stored.messages(key);
            live.forEach((offset, message) -> assertThat(inJournal.get(offset))
                    .as("the message at %s", offset)
                    .isEqualTo(message));
        }
    }
}
