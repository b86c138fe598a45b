package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueReply.Delivered;
import dev.jono.persistence.cassandra.CassandraSession;
import dev.jono.persistence.testkit.SharedCassandra;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Backlogs that do not fit into the memory which a node gives to its queues' messages. */
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class PayloadBudgetIT {
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final String[] TEN = texts(10);

    private final List<ActorTestKit> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(ActorTestKit::shutdownTestKit);
    }

    @Test
    void pastTheLimitSendsAreRefusedUntilItIsDrained() {
        LocalQueues queues = node("100 KiB", "1 MiB");
        TestClient client = new TestClient(kit(), queues, queues.declareNow("budget", QueueSettings.DEFAULT));
        TestClient other = new TestClient(kit(), queues, queues.declareNow("budget-other", QueueSettings.DEFAULT));
        long confirmed = 0;
        while (client.trySend(1 + confirmed, TEN) instanceof QueueReply.Sent) {
            confirmed += TEN.length;
            assertThat(confirmed).as("the limit is never reached").isLessThan(200);
        }
        QueueReply.Failed refused = (QueueReply.Failed) other.trySend(1, TEN);
        assertThat(refused.reason()).isEqualTo(Reason.OVERLOADED);
        assertThat(refused.detail()).contains("jono.payloads.send-limit", "102400");

        client.refresh(1, 200);
        List<Delivered> deliveries = client.deliveries((int) confirmed);
        client.settle(deliveries, QueueCommand.Ack.INSTANCE);
        assertThat(PayloadBudget.get(kit().system()).usedBytes()).isZero();
        other.send(1, TEN);
    }

    @Test
    void aBacklogAboveTheLimitForSendsComesUpAndDrains() {
        QueueKey key = backlogOfTwoHundred("above");
        LocalQueues after = node("20 KiB", "1 MiB");
        after.declareNow("above", QueueSettings.DEFAULT);
        TestClient client = new TestClient(kit(), after, key);
        assertThat(client.status().depth()).isEqualTo(200);
        assertThat(client.trySend(201, TEN)).isInstanceOf(QueueReply.Failed.class);
        client.refresh(1, 300);
        assertThat(client.settle(client.deliveries(200), QueueCommand.Ack.INSTANCE))
                .hasSize(200);
        client.send(201, TEN);
    }

    @Test
    void aBacklogThatDoesNotFitAtAllSaysSoAndComesUpWhenThereIsRoom() {
        QueueKey key = backlogOfTwoHundred("too-much");
        LocalQueues after = node("20 KiB", "250 KiB");
        after.declareNow("too-much", QueueSettings.DEFAULT);
        PayloadBudget budget = PayloadBudget.get(kit().system());
        budget.add(200_000); // as other queues of the node would
        TestClient client = new TestClient(kit(), after, key);
        client.tell(new QueueCommand.Describe());
        QueueReply.Failed failed = client.expect(QueueReply.Failed.class);
        assertThat(failed.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(failed.detail()).contains("jono.payloads.recovery-limit", "too-much");
        await().atMost(WAIT).until(() -> budget.usedBytes() == 200_000);

        budget.add(-200_000);
        await().atMost(WAIT)
                .untilAsserted(() -> assertThat(client.trySend(1, "x"))
                        .as("it is read again by itself; then its backlog is above the limit for sends")
                        .isInstanceOfSatisfying(
                                QueueReply.Failed.class,
                                reply -> assertThat(reply.reason()).isEqualTo(Reason.OVERLOADED)));
        assertThat(client.status().depth()).isEqualTo(200);
    }

    /** Leaves a queue of 200 messages in the journal, on no node. */
    private QueueKey backlogOfTwoHundred(String name) {
        LocalQueues before = node("1 MiB", "1 MiB");
        QueueKey key = before.declareNow(name, QueueSettings.DEFAULT);
        TestClient sender = new TestClient(kit(), before, key);
        for (int i = 0; i < 20; i++) {
            sender.send(1 + i * 10L, TEN);
        }
        before.stop(key);
        return key;
    }

    private LocalQueues node(String sendLimit, String recoveryLimit) {
        ActorTestKit kit = ActorTestKit.create(
                "PayloadBudgetIT",
                ConfigFactory.parseString("jono.payloads { send-limit = " + sendLimit + ", recovery-limit = "
                                + recoveryLimit + " }\njono.queue.limits.refresh-wait = 300 ms\n"
                                + "jono.queue.restart-backoff.min = 50 ms\njono.queue.restart-backoff.max = 500 ms")
                        .withFallback(SharedCassandra.config(PayloadBudgetIT.class)));
        nodes.add(kit);
        CassandraSession.get(kit.system()).awaitStarted();
        return new LocalQueues(kit);
    }

    private ActorTestKit kit() {
        return nodes.get(nodes.size() - 1);
    }

    private static String[] texts(int count) {
        String[] texts = new String[count];
        Arrays.fill(texts, "x".repeat(1000));
        return texts;
    }
}
