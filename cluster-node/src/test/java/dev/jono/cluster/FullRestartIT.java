package dev.jono.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jono.api.Jono;
import dev.jono.api.Message;
import dev.jono.api.Queue;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueStatus;
import dev.jono.cluster.testkit.Owners;
import dev.jono.cluster.testkit.TestNodes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Stops everything at once, with messages leased and delayed, and starts it again with no traffic to wake a queue. */
class FullRestartIT {
    private static final QueueName QUEUE = new QueueName("resting");
    private static final Duration LONG = Duration.ofSeconds(90);

    @Test
    void everythingIsDeliveredAfterARestartOfEverything() {
        try (TestNodes before = new TestNodes("full_restart_it")) {
            before.start();
            leaseAndDelay(Jono.get(before.system(0)));
        }
        try (TestNodes after = new TestNodes("full_restart_it")) {
            after.start();
            QueueKey key = new QueueKey(QUEUE, 0, 1);
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(Owners.runningOn(after.system(0)))
                            .as("the queue starts by itself")
                            .contains(key));

            List<String> delivered = new CopyOnWriteArrayList<>();
            Jono.get(after.system(0)).queue(QUEUE.value()).consume(delivery -> {
                delivered.add(delivery.message().text());
                return delivery.ack();
            });
            await().atMost(LONG).untilAsserted(() -> assertThat(delivered).contains("leased", "delayed", "waiting"));
        }
    }

    private static void leaseAndDelay(Jono jono) {
        Queue queue = TestNodes.await(jono.declare(
                QUEUE.value(),
                QueueSettings.builder().lease(Duration.ofSeconds(5)).build()));
        TestNodes.await(queue.send(Message.of("leased")));
        CompletableFuture<Void> never = new CompletableFuture<>();
        queue.consume(
                dev.jono.api.ConsumerSettings.builder()
                        .capacity(1)
                        .concurrency(1)
                        .build(),
                delivery -> never);
        await().atMost(LONG).until(() -> TestNodes.await(queue.status()).leased() == 1);
        TestNodes.await(queue.send(Message.builder("delayed".getBytes(StandardCharsets.UTF_8))
                .delay(Duration.ofSeconds(3))
                .build()));
        TestNodes.await(queue.send(Message.of("waiting")));
        QueueStatus status = TestNodes.await(queue.status());
        assertThat(status.depth()).isEqualTo(3);
    }
}
