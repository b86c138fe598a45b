package dev.jono.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jono.api.Jono;
import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.Message;
import dev.jono.api.Queue;
import dev.jono.cluster.testkit.RestartableCassandra;
import dev.jono.cluster.testkit.TestNodes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills Cassandra under a node, and starts it again. */
class CassandraLostIT {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final int UNCONFIRMED = 200;

    @TempDir
    private Path data;

    private RestartableCassandra cassandra;

    @BeforeEach
    void start() {
        cassandra = RestartableCassandra.start(data);
    }

    @AfterEach
    void stop() {
        cassandra.close();
    }

    @Test
    void sendsFailInBoundedTimeAndWorkAgainWhenCassandraIsBack() {
        try (TestNodes nodes = new TestNodes("cassandra_lost_it", cassandra.running())) {
            JonoNode node = nodes.start("jono.producer.give-up-after = 5 s");
            Queue queue = TestNodes.await(Jono.get(nodes.system(0)).declare("surviving"));
            TestNodes.await(queue.send(Message.of("before")));

            cassandra.kill();
            assertThat(reasonOf(queue.send(Message.of("during")))).isIn(Reason.UNKNOWN, Reason.UNAVAILABLE);
            await().atMost(LONG).until(() -> !isReady(node));

            cassandra.startAgain();
            await().atMost(LONG).until(() -> isReady(node));
            await().atMost(LONG)
                    .untilAsserted(
                            () -> assertThat(queue.send(Message.of("after"))).succeedsWithin(Duration.ofSeconds(10)));
            assertThat(TestNodes.await(queue.status()).depth()).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void nothingConfirmedIsLostWhenCassandraIsKilledUnderLoad() {
        try (TestNodes nodes = new TestNodes("cassandra_killed_it", cassandra.running())) {
            nodes.start();
            Queue queue = TestNodes.await(Jono.get(nodes.system(0)).declare("loaded"));
            Set<String> confirmed = ConcurrentHashMap.newKeySet();
            Set<String> handled = ConcurrentHashMap.newKeySet();
            Semaphore window = new Semaphore(UNCONFIRMED);
            AtomicBoolean goesOn = new AtomicBoolean(true);
            Thread sender = new Thread(() -> send(queue, window, goesOn, confirmed), "sender");
            sender.setDaemon(true);
            sender.start();
            await().atMost(LONG).until(() -> confirmed.size() > 2_000);

            cassandra.kill();
            int atTheKill = confirmed.size();
            cassandra.startAgain();
            await().atMost(LONG).until(() -> confirmed.size() > atTheKill + 2_000);
            goesOn.set(false);
            await().atMost(LONG).until(() -> !sender.isAlive() && window.availablePermits() == UNCONFIRMED);
            queue.consume(delivery -> {
                handled.add(delivery.message().text());
                return delivery.ack();
            });
            await().atMost(LONG)
                    .untilAsserted(() ->
                            assertThat(TestNodes.await(queue.status()).depth()).isZero());
            assertThat(handled).containsAll(confirmed);
        }
    }

    @Test
    void aNodeThatFindsNoCassandraSaysWhereItLooked() {
        cassandra.kill();
        try (TestNodes nodes = new TestNodes("cassandra_missing_it", cassandra.running())) {
            JonoNode node = nodes.startWithoutWaiting("jono.node.start-timeout = 10 s");
            assertThat(node.ready())
                    .failsWithin(Duration.ofSeconds(60))
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("no usable Cassandra at")
                    .withMessageContaining("jono.cassandra.contact-points");
            assertThat(isReady(node)).isFalse();
        }
    }

    private static void send(Queue queue, Semaphore window, AtomicBoolean goesOn, Set<String> confirmed) {
        for (int i = 0; goesOn.get(); i++) {
            String text = Integer.toString(i);
            window.acquireUninterruptibly();
            queue.send(Message.of(text)).whenComplete((id, failure) -> {
                if (failure == null) {
                    confirmed.add(text);
                }
                window.release();
            });
        }
    }

    private static boolean isReady(JonoNode node) {
        try {
            return node.isReady().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception unanswered) {
            return false; // as the health check takes it
        }
    }

    private static Reason reasonOf(CompletionStage<?> failing) {
        try {
            Object value = failing.toCompletableFuture().get(30, TimeUnit.SECONDS);
            throw new AssertionError("It was confirmed without Cassandra: " + value);
        } catch (ExecutionException failure) {
            return ((JonoException) Objects.requireNonNull(failure.getCause())).reason();
        } catch (Exception late) {
            throw new AssertionError("No answer in bounded time", late);
        }
    }
}
