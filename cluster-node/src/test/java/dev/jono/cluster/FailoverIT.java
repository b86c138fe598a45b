package dev.jono.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jono.api.Delivery;
import dev.jono.api.Jono;
import dev.jono.api.Message;
import dev.jono.api.Queue;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.QueueKey;
import dev.jono.cluster.testkit.Owners;
import dev.jono.cluster.testkit.TestNodes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Kills the node that owns a queue while its messages are leased and delayed elsewhere. */
class FailoverIT {
    private static final Duration FAILOVER = Duration.ofSeconds(90);
    private static final TestNodes NODES = new TestNodes("failover_it");

    @BeforeAll
    static void start() {
        NODES.start();
        NODES.start();
        NODES.start();
    }

    @AfterAll
    static void stop() {
        NODES.close();
    }

    @Test
    void leasesDelaysAndDeadLettersGoOnWhenTheOwnerIsKilled() {
        QueueKey key = queueOwnedBy(2);
        Queue queue = Jono.get(NODES.system(0)).queue(key.queue().value());
        Map<String, Integer> deliveries = new ConcurrentHashMap<>();
        CompletableFuture<Void> finishWork = new CompletableFuture<>();
        CompletableFuture<Delivery> held = new CompletableFuture<>();
        queue.consume(delivery -> {
            String text = delivery.message().text();
            deliveries.merge(text, 1, Integer::sum);
            if (text.equals("held")) {
                held.complete(delivery);
                return finishWork;
            }
            return text.equals("poison") ? delivery.reject("spoilt") : delivery.ack();
        });
        TestNodes.await(queue.send(Message.of("held")));
        TestNodes.await(queue.send(Message.builder("delayed".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .delay(Duration.ofSeconds(5))
                .build()));
        TestNodes.await(held);

        NODES.kill(2);

        await().atMost(FAILOVER).until(() -> deliveries.containsKey("delayed"));
        TestNodes.await(queue.send(Message.of("poison")));
        await().atMost(FAILOVER).until(() -> deliveries.containsKey("poison"));
        assertThat(deliveries).as("nobody else gets what is held meanwhile").containsEntry("held", 1);

        finishWork.complete(null);
        await().atMost(FAILOVER)
                .untilAsserted(() ->
                        assertThat(TestNodes.await(queue.status()).depth()).isZero());
        assertThat(TestNodes.await(Jono.get(NODES.system(1))
                                .queue(key.queue().deadLetters().value())
                                .status())
                        .depth())
                .isEqualTo(1);
        assertThat(TestNodes.await(queue.status()).epoch()).isGreaterThan(1);
    }

    /** Declares queues until one of them runs on the wanted node. */
    private static QueueKey queueOwnedBy(int node) {
        List<QueueKey> keys = IntStream.range(0, 12)
                .mapToObj(i -> TestNodes.await(JonoNode.start(NODES.system(0))
                        .queues()
                        .declare(new QueueName("q" + i), QueueSettings.DEFAULT)))
                .toList();
        keys.forEach(key -> TestNodes.await(
                Jono.get(NODES.system(0)).queue(key.queue().value()).status()));
        List<QueueKey> there = Owners.runningOn(NODES.system(node));
        return keys.stream().filter(there::contains).findFirst().orElseThrow();
    }
}
