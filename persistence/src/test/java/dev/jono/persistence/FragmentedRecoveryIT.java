package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.Message;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueReply.Delivered;
import dev.jono.api.protocol.QueueReply.SettleResult;
import dev.jono.api.protocol.QueueStatus;
import dev.jono.persistence.cassandra.CassandraSession;
import dev.jono.persistence.testkit.SharedCassandra;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue is back after a crash although its index is in pieces: some messages were acked here and there, others given back until a time of their own. How many are sent
 * {@code -Djono.recovery.messages} says, 20,000 otherwise; how long the recovery took is logged.
 */
class FragmentedRecoveryIT {
    private static final Logger LOG = LoggerFactory.getLogger(FragmentedRecoveryIT.class);
    private static final int MESSAGES = Integer.getInteger("jono.recovery.messages", 20_000);
    private static final int BATCH = 500;
    private static final int RECOVERIES = 3;

    @SuppressWarnings("NullAway.Init")
    private static ActorTestKit kit;

    @SuppressWarnings("NullAway.Init")
    private static LocalQueues queues;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final QueueKey key = queues.declareNow(
            "in-pieces", QueueSettings.builder().lease(Duration.ofHours(1)).build());
    private final TestClient client = new TestClient(kit, queues, key);

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create("FragmentedRecoveryIT", SharedCassandra.config(FragmentedRecoveryIT.class));
        CassandraSession.get(kit.system()).awaitStarted();
        queues = new LocalQueues(kit);
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void everythingIsThereAfterACrash() {
        long acked = 0;
        client.refresh(1, BATCH);
        for (long sent = 0; sent < MESSAGES; sent += BATCH) {
            send(sent + 1);
            acked += settleSome(client.deliveries(BATCH));
        }
        for (int recovery = 0; recovery < RECOVERIES; recovery++) {
            queues.crash(key);
            long start = System.nanoTime();
            QueueStatus status = client.status();
            LOG.warn(
                    "Recovery {} with {} waiting of {}: {} ms",
                    recovery + 1,
                    status.depth(),
                    MESSAGES,
                    (System.nanoTime() - start) / 1_000_000);
            assertThat(status.depth()).as("seed %d", seed).isEqualTo(MESSAGES - acked);
            assertThat(status.delayed()).as("seed %d", seed).isEqualTo(MESSAGES - acked);
            assertThat(status.acked()).as("seed %d", seed).isEqualTo(acked);
        }
    }

    private void send(long firstSequence) {
        List<Message> messages = Collections.nCopies(BATCH, Message.of(new byte[200]));
        client.tell(new QueueCommand.Send(new ProducerId("producer"), firstSequence, firstSequence, messages));
        client.expect(QueueReply.Sent.class);
    }

    /** Acks some half of them, and gives the others back for some days each; returns how many were acked. */
    private long settleSome(List<Delivered> deliveries) {
        List<QueueCommand.Settlement> settlements = new ArrayList<>();
        long acked = 0;
        for (Delivered one : deliveries) {
            boolean isDone = random.nextBoolean();
            acked += isDone ? 1 : 0;
            settlements.add(new QueueCommand.Settlement(
                    one.offset(),
                    one.token(),
                    isDone
                            ? QueueCommand.Ack.INSTANCE
                            : new QueueCommand.Nack(Duration.ofHours(24 + random.nextInt(8_000)), "later")));
        }
        client.tell(new QueueCommand.Settle(settlements));
        assertThat(client.expect(QueueReply.Settled.class).results())
                .extracting(SettleResult::kind)
                .containsOnly(SettleResult.Kind.DONE);
        return acked;
    }
}
