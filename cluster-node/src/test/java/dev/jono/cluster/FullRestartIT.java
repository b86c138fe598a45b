package dev.jono.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jono.api.ConsumerSettings;
import dev.jono.api.Jono;
import dev.jono.api.Message;
import dev.jono.api.Queue;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.QueueKey;
import dev.jono.cluster.testkit.HttpCalls;
import dev.jono.cluster.testkit.Owners;
import dev.jono.cluster.testkit.RestartableCassandra;
import dev.jono.cluster.testkit.TestNodes;
import dev.jono.core.Event;
import dev.jono.persistence.QueueEntity;
import dev.jono.persistence.codec.JournalRow;
import dev.jono.persistence.journal.FencedJournal;
import dev.jono.persistence.journal.IncompleteHistoryException;
import dev.jono.persistence.journal.RowReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ends everything at once, three nodes and Cassandra, with messages leased and delayed, and starts it again with no traffic to wake a
 * queue.
 *
 * <p>That a queue is at work before anybody has spoken to it shows in its dead letters: a message that was received over HTTP and is never
 * settled is dead-lettered when its lease ends, if it has only one attempt, and handed over; only the dead-letter queue is asked.
 */
class FullRestartIT {
    private static final int NODES = 3;
    private static final Duration LONG = Duration.ofMinutes(2);
    /** Longer than it takes to end everything, so that it ends only after the restart. */
    private static final Duration LEASE = Duration.ofSeconds(15);

    private static final QueueName LETTERS = new QueueName("letters");
    private static final List<String> RESTING = names("resting");
    private static final List<String> EXPIRING = names("expiring");

    @Test
    void everythingGoesOnByItselfAfterARestartOfEverything(@TempDir Path data) {
        try (RestartableCassandra cassandra = RestartableCassandra.start(data)) {
            try (TestNodes before = start(cassandra)) {
                fill(before);
            }
            cassandra.kill();
            cassandra.startAgain();
            try (TestNodes after = start(cassandra)) {
                await().atMost(LONG)
                        .untilAsserted(() -> assertThat(running(after))
                                .as("the queues start by themselves")
                                .containsAll(keys()));

                Set<String> letters = handled(after, Stream.of(LETTERS.value()));
                await().atMost(LONG)
                        .untilAsserted(
                                () -> assertThat(letters).containsExactlyInAnyOrderElementsOf(texts("received")));

                Set<String> delivered = handled(after, RESTING.stream());
                await().atMost(LONG)
                        .untilAsserted(() -> assertThat(delivered)
                                .containsAll(texts("leased"))
                                .containsAll(texts("delayed"))
                                .containsAll(texts("waiting")));
            }
        }
    }

    private static TestNodes start(RestartableCassandra cassandra) {
        TestNodes nodes = new TestNodes("full_restart_it", cassandra.running());
        for (int i = 0; i < NODES; i++) {
            nodes.start();
        }
        return nodes;
    }

    /** Leaves a message leased, one delayed and one waiting in each resting queue, and one received in each expiring one. */
    private static void fill(TestNodes nodes) {
        Jono jono = Jono.get(nodes.system(0));
        CompletableFuture<Void> never = new CompletableFuture<>();
        for (int i = 0; i < RESTING.size(); i++) {
            Queue queue = TestNodes.await(jono.declare(RESTING.get(i)));
            TestNodes.await(queue.send(Message.of("leased " + i)));
            queue.consume(ConsumerSettings.builder().capacity(1).concurrency(1).build(), delivery -> never);
            await().atMost(LONG).until(() -> TestNodes.await(queue.status()).leased() == 1);
            TestNodes.await(queue.send(Message.builder(("delayed " + i).getBytes(StandardCharsets.UTF_8))
                    .delay(LEASE)
                    .build()));
            TestNodes.await(queue.send(Message.of("waiting " + i)));
        }
        QueueSettings oneAttempt =
                QueueSettings.builder().maxAttempts(1).deadLetterQueue(LETTERS).build();
        for (int i = 0; i < EXPIRING.size(); i++) {
            TestNodes.await(
                    TestNodes.await(jono.declare(EXPIRING.get(i), oneAttempt)).send(Message.of("received " + i)));
        }
        receive(nodes);
    }

    /** Receives what expires; returns when every lease is journaled, which happens behind the delivery. */
    private static void receive(TestNodes nodes) {
        HttpCalls http = new HttpCalls(
                TestNodes.await(JonoNode.start(nodes.system(0)).management()).orElseThrow());
        for (String queue : EXPIRING) {
            assertThat(http.call(
                                    "POST",
                                    "/jono/v1/queues/" + queue + "/receive",
                                    "{\"leaseMillis\": " + LEASE.toMillis() + ", \"waitMillis\": 15000}")
                            .json()
                            .at("/deliveries"))
                    .hasSize(1);
        }
        await().atMost(LEASE)
                .untilAsserted(() -> assertThat(Stream.of(RESTING, EXPIRING).flatMap(List::stream))
                        .as("a lease of each queue is journaled")
                        .allMatch(queue -> isLeaseJournaled(nodes, queue)));
    }

    /** Looks for a lease in the rows of a queue's journal, from the first one until there is none. */
    private static boolean isLeaseJournaled(TestNodes nodes, String queue) {
        RowReader journal = FencedJournal.get(nodes.system(0)).rows();
        String id = QueueEntity.persistenceId(key(queue));
        boolean found = false;
        try {
            for (long ordinal = 1; !found; ordinal++) {
                found = journal.read(id, ordinal).toCompletableFuture().join().stream()
                        .flatMap(row -> ((JournalRow) row.payload()).events().stream())
                        .anyMatch(Event.Leased.class::isInstance);
            }
        } catch (CompletionException end) {
            assertThat(end).hasCauseInstanceOf(IncompleteHistoryException.class);
        }
        return found;
    }

    private static Set<QueueKey> running(TestNodes nodes) {
        Set<QueueKey> running = new HashSet<>();
        for (int i = 0; i < NODES; i++) {
            running.addAll(Owners.runningOn(nodes.system(i)));
        }
        return running;
    }

    /** Consumes queues on the last node; returns the texts that come. */
    private static Set<String> handled(TestNodes nodes, Stream<String> queues) {
        Set<String> texts = ConcurrentHashMap.newKeySet();
        queues.forEach(queue -> Jono.get(nodes.system(NODES - 1)).queue(queue).consume(delivery -> {
            texts.add(delivery.message().text());
            return delivery.ack();
        }));
        return texts;
    }

    private static List<QueueKey> keys() {
        return Stream.of(RESTING, EXPIRING, List.of(LETTERS.value()))
                .flatMap(List::stream)
                .map(FullRestartIT::key)
                .toList();
    }

    private static QueueKey key(String queue) {
        return new QueueKey(new QueueName(queue), 0, 1);
    }

    private static List<String> names(String prefix) {
        return IntStream.range(0, NODES).mapToObj(i -> prefix + "-" + i).toList();
    }

    private static List<String> texts(String prefix) {
        return IntStream.range(0, NODES).mapToObj(i -> prefix + " " + i).toList();
    }
}
