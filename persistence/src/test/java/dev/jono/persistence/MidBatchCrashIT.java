package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply.Delivered;
import dev.jono.api.protocol.QueueReply.SettleResult;
import dev.jono.persistence.cassandra.CassandraSession;
import dev.jono.persistence.testkit.SharedCassandra;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Crashes a queue while thousands of messages are on their way into it, many commits of many rows each: when all are confirmed, each
 * is there once, and in the order of its number.
 */
class MidBatchCrashIT {
    private static final Logger LOG = LoggerFactory.getLogger(MidBatchCrashIT.class);
    private static final int RUNS = 4;
    private static final int CRASHES = 10;
    private static final int MESSAGES = 6_000;
    private static final int MOST_CONFIRMS_BEFORE_A_CRASH = 8;
    private static final int MOST_MICROS_BEFORE_A_CRASH = 6_000;

    @SuppressWarnings("NullAway.Init")
    private static ActorTestKit kit;

    @SuppressWarnings("NullAway.Init")
    private static LocalQueues queues;

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create(
                "MidBatchCrashIT",
                ConfigFactory.parseString("""
                        jono.queue.batch-bytes = 64 KiB
                        jono.queue.row-bytes = 4 KiB
                        jono.queue.snapshot-after-bytes = 200 KiB
                        jono.queue.limits.refresh-wait = 300 ms
                        jono.queue.restart-backoff { min = 10 ms, max = 100 ms }
                        """).withFallback(SharedCassandra.config(MidBatchCrashIT.class)));
        CassandraSession.get(kit.system()).awaitStarted();
        queues = new LocalQueues(kit);
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void whatIsSentAgainAfterACrashIsThereOnceAndInOrder() throws InterruptedException {
        Random seeds = new Random();
        long cutOff = 0;
        for (int run = 0; run < RUNS; run++) {
            long seed = seeds.nextLong();
            LOG.warn("Seed {}", seed);
            try {
                cutOff += crashAndDrain("mid-batch-" + run, new Random(seed));
            } catch (AssertionError failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
        assertThat(cutOff)
                .as("messages whose commit was done when the crash came, and whose confirm was not")
                .isPositive();
    }

    private static long crashAndDrain(String name, Random random) throws InterruptedException {
        QueueKey key = queues.declareNow(name, QueueSettings.DEFAULT);
        RepeatingProducer producer = new RepeatingProducer(kit, queues, key, MESSAGES, random);
        TestClient client = new TestClient(kit, queues, key);
        long cutOff = 0;
        producer.send();
        for (int crash = 0; crash < CRASHES && producer.batchesLeft() > MOST_CONFIRMS_BEFORE_A_CRASH; crash++) {
            producer.awaitConfirms(random.nextInt(MOST_CONFIRMS_BEFORE_A_CRASH));
            producer.takeFor(Duration.ofNanos(1_000L * random.nextInt(MOST_MICROS_BEFORE_A_CRASH)));
            if (producer.isConfirmed()) {
                break; // too fast for this crash; that others hit is asserted of all runs together
            }
            if (random.nextBoolean()) {
                queues.crash(key);
                producer.takeFor(Duration.ofMillis(1));
                cutOff += client.status().sent() - producer.offsets().size();
            } else {
                queues.crashJournal(key);
            }
            producer.send();
        }
        producer.awaitConfirms(Integer.MAX_VALUE);
        queues.crash(key);
        assertDrains(client, producer);
        return cutOff;
    }

    private static void assertDrains(TestClient client, RepeatingProducer producer) {
        assertThat(producer.offsets().values())
                .as("the offsets, by number")
                .containsExactlyElementsOf(LongStream.range(0, MESSAGES).boxed().toList());
        assertThat(client.status().sent()).isEqualTo(MESSAGES);
        client.refresh(1, MESSAGES);
        List<Delivered> drained = client.deliveries(MESSAGES);
        assertThat(drained)
                .extracting(Delivered::offset)
                .isEqualTo(List.copyOf(producer.offsets().values()));
        assertThat(drained)
                .extracting(Delivered::message)
                .isEqualTo(LongStream.rangeClosed(1, MESSAGES)
                        .mapToObj(RepeatingProducer::message)
                        .toList());
        assertThat(client.settle(drained, QueueCommand.Ack.INSTANCE)).containsOnly(SettleResult.Kind.DONE);
        assertThat(client.status().depth()).isZero();
    }
}
