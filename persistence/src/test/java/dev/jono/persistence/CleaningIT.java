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
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows in a real Cassandra go although something at the head lives on. {@code -Djono.cleaning.messages} says how many pass, and how many stay at the head; a million takes
 * minutes, 20,000 do otherwise.
 */
class CleaningIT {
    private static final Logger LOG = LoggerFactory.getLogger(CleaningIT.class);
    private static final int MESSAGES = Integer.getInteger("jono.cleaning.messages", 20_000);
    private static final int BATCH = 500;

    /** So that a snapshot has several chunks, but no thousands of them. */
    private static final int CHUNK_BYTES = MESSAGES / 300;

    private static final Duration WAIT = Duration.ofSeconds(60);
    private static final long SNAPSHOT_AFTER = 512 << 10;
    private static final long SNAPSHOT_RATIO = 8;
    private static final long SLACK = 1 << 20;

    /** At least as much is in every row but a few. */
    private static final long HALF_A_ROW = 32 << 10;

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
                "CleaningIT",
                ConfigFactory.parseString("""
                        jono.queue.snapshot-after-bytes = 512 KiB
                        jono.snapshots.chunk-bytes = %d
                        jono.queue.cleaning { slack-bytes = 1 MiB, slack-rows = 100, step-bytes = 256 KiB }
                        jono.queue.limits.refresh-wait = 100 ms
                        jono.queue.restart-backoff { min = 10 ms, max = 100 ms }
                        """.formatted(CHUNK_BYTES))
                        .withFallback(SharedCassandra.config(CleaningIT.class)));
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
        for (int sent = 0; sent < MESSAGES; sent += BATCH) {
            passage.send(BATCH, Duration.ofDays(365));
        }
        passage.pass(MESSAGES);
        passage.awaitBound(MESSAGES);
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
                // The first chunk, one in the middle, the last.
                assertThat(stored.tearTheNewestSnapshot(passage.key, round / 2, 2))
                        .isGreaterThan(2);
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

        private final Map<Long, Sent> live = new TreeMap<>();
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
            List<Sent> batch = LongStream.range(sequence, sequence + count)
                    .mapToObj(number -> new Sent(number, delay))
                    .toList();
            List<Message> messages = batch.stream().map(Sent::message).toList();
            client.tell(new QueueCommand.Send(new ProducerId("producer"), sequence, sequence, messages));
            long offset = client.expect(QueueReply.Sent.class).outcomes().get(0).firstOffset();
            for (Sent sent : batch) {
                live.put(offset++, sent);
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
            long bytes = live.values().stream()
                    .mapToLong(sent -> sent.message().sizeBytes() + RowPacker.CARRIED_OVERHEAD_BYTES)
                    .sum();
            long liveBytes = bytes + RowPacker.EVENT_BYTES * (bytes / HALF_A_ROW + 1);
            await().atMost(WAIT)
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> assertThat(stored.bytes(key))
                            .as("bytes in Cassandra, of %s live ones", liveBytes)
                            .isLessThanOrEqualTo(most(liveBytes)));
            LOG.warn(
                    "{}: {} live bytes, {} in Cassandra, at most {}",
                    key,
                    liveBytes,
                    stored.bytes(key),
                    most(liveBytes));
            assertThat(live).hasSize(expected);
            assertThat(client.status().depth()).isEqualTo(expected);
        }

        /** Returns what is promised (ADR 0034). */
        private long most(long liveBytes) {
            return 2 * liveBytes + SLACK + 3 * Math.max(SNAPSHOT_AFTER, SNAPSHOT_RATIO * stored.snapshotBytes(key));
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

        /** Every live message is in the journal, as it was sent. */
        void checkContent() {
            BitSet found = stored.messages(key, message -> {
                @Nullable Sent sent = live.get(message.offset());
                if (sent != null) {
                    assertThat(message.message()).isEqualTo(sent.message());
                }
            });
            live.keySet()
                    .forEach(offset -> assertThat(found.get(offset.intValue()))
                            .as("the message at %s is there", offset)
                            .isTrue());
        }
    }

    /** What a message is made of: a million of them take more memory than a test has. */
    private record Sent(long number, Duration delay) {
        Message message() {
            String text = number + "-" + "x".repeat(200 + (int) (number * 31 % 200));
            return Message.builder(text.getBytes(StandardCharsets.UTF_8))
                    .delay(delay)
                    .build();
        }
    }
}
