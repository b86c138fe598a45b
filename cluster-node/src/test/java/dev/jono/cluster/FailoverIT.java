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
import dev.jono.cluster.testkit.ForkedNode;
import dev.jono.cluster.testkit.Owners;
import dev.jono.cluster.testkit.TestNodes;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
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
    }

    @AfterAll
    static void stop() {
        NODES.close();
    }

    @Test
    void leasesDelaysAndDeadLettersGoOnWhenTheOwnerIsKilled() {
        ForkedNode dying = NODES.fork();
        await().atMost(FAILOVER).until(() -> Owners.shards(NODES.system(0)).size() == 3); // else it may get no queue
        List<QueueKey> keys = declared();
        Set<QueueKey> living = new HashSet<>(Owners.runningOn(NODES.system(0)));
        living.addAll(Owners.runningOn(NODES.system(1)));
        // Its dead letters go to another node that lives on; and another queue's dead letters went to the node that
        // dies.
        QueueKey key = pick(keys, queue -> !living.contains(queue) && living.contains(deadLetters(queue)));
        QueueKey other = pick(keys, queue -> living.contains(queue) && !living.contains(deadLetters(queue)));
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

        Queue orphaned = Jono.get(NODES.system(0)).queue(other.queue().value());
        orphaned.consume(delivery -> delivery.reject("spoilt"));
        TestNodes.await(orphaned.send(Message.of("before")));
        awaitDepth(deadLetters(other), 1);

        dying.kill();
        TestNodes.await(orphaned.send(Message.of("after")));

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

        awaitDepth(other, 0);
        awaitDepth(deadLetters(other), 2);
        assertThat(TestNodes.await(Jono.get(NODES.system(1))
                                .queue(deadLetters(other).queue().value())
                                .status())
                        .sent())
                .as("each came once")
                .isEqualTo(2);
    }

    private static void awaitDepth(QueueKey key, int depth) {
        Queue queue = Jono.get(NODES.system(1)).queue(key.queue().value());
        await().atMost(FAILOVER)
                .untilAsserted(() ->
                        assertThat(TestNodes.await(queue.status()).depth()).isEqualTo(depth));
    }

    private static QueueKey deadLetters(QueueKey key) {
        return new QueueKey(key.queue().deadLetters(), key.partition(), key.generation());
    }

    private static QueueKey pick(List<QueueKey> keys, Predicate<QueueKey> which) {
        return keys.stream().filter(which).findFirst().orElseThrow();
    }

    /** Declares queues, enough for any place of a queue and its dead letters, and waits until all of them run. */
    private static List<QueueKey> declared() {
        List<QueueKey> keys = IntStream.range(0, 24)
                .mapToObj(i -> TestNodes.await(JonoNode.start(NODES.system(0))
                        .queues()
                        .declare(new QueueName("q" + i), QueueSettings.DEFAULT)))
                .toList();
        for (QueueKey key : keys) {
            TestNodes.await(Jono.get(NODES.system(0)).queue(key.queue().value()).status());
            TestNodes.await(Jono.get(NODES.system(0))
                    .queue(deadLetters(key).queue().value())
                    .status());
        }
        return keys;
    }
}
