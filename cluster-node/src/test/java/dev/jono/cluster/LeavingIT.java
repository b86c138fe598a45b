package dev.jono.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jono.api.Jono;
import dev.jono.api.Message;
import dev.jono.api.MessageId;
import dev.jono.api.Queue;
import dev.jono.cluster.testkit.Owners;
import dev.jono.cluster.testkit.TestNodes;
import dev.jono.persistence.journal.FencedJournal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.pekko.cluster.Cluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Takes a node out of the cluster while its queues are at work: in good order, and because it may no longer host. */
class LeavingIT {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final int QUEUES = 6;
    private static final int MESSAGES = 100;

    private final TestNodes nodes = new TestNodes("leaving_it");
    private final Set<String> handled = ConcurrentHashMap.newKeySet();
    private JonoNode leaver;

    LeavingIT() {
        nodes.start("jono.sharding.rebalance-interval = 1 s");
        leaver = nodes.start();
    }

    @BeforeEach
    void consume() {
        for (Queue queue : queues()) {
            TestNodes.await(Jono.get(nodes.system(0)).declare(queue.name().value()));
            queue.consume(delivery -> {
                handled.add(delivery.message().text());
                return delivery.ack();
            });
        }
        await().atMost(LONG).until(() -> !Owners.runningOn(nodes.system(1)).isEmpty());
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void aNodeThatStopsHandsItsQueuesOver() {
        List<CompletionStage<MessageId>> before = send("before");
        CompletionStage<?> stopped = leaver.stop();
        List<CompletionStage<MessageId>> during = send("during");

        before.forEach(TestNodes::await);
        during.forEach(TestNodes::await);
        TestNodes.await(stopped);
        await().atMost(LONG).until(() -> handled.size() == 2 * QUEUES * MESSAGES);
    }

    @Test
    void aNodeThatIsToldToLeaveEndsItsQueuesInGoodOrder() {
        send("before").forEach(TestNodes::await);
        FencedJournal journal = FencedJournal.get(nodes.system(1));
        AtomicReference<String> tripped = new AtomicReference<>();
        journal.fence().onTrip(tripped::set);

        Cluster.get(nodes.system(0)).leave(Cluster.get(nodes.system(1)).selfAddress());
        send("during").forEach(TestNodes::await);
        TestNodes.await(nodes.system(1).getWhenTerminated());

        assertThat(tripped.get()).isNull();
        assertThat(journal.stats().failedWrites()).isZero();
        await().atMost(LONG).until(() -> handled.size() == 2 * QUEUES * MESSAGES);
    }

    @Test
    void aFencedNodeIsNotReadyAndLeavesAndTheOthersGoOn() {
        send("before").forEach(TestNodes::await);
        FencedJournal.get(nodes.system(1)).fence().trip("a test says so");

        assertThat(TestNodes.await(leaver.isReady())).isFalse();
        send("after").forEach(TestNodes::await);
        await().atMost(LONG).until(() -> handled.size() == 2 * QUEUES * MESSAGES);
        await().atMost(LONG).until(() -> members(0) == 1);
    }

    private List<CompletionStage<MessageId>> send(String when) {
        List<CompletionStage<MessageId>> sends = new ArrayList<>();
        for (Queue queue : queues()) {
            for (int i = 0; i < MESSAGES; i++) {
                sends.add(queue.send(Message.of(when + " " + queue.name() + " " + i)));
            }
        }
        return sends;
    }

    private List<Queue> queues() {
        return IntStream.range(0, QUEUES)
                .mapToObj(i -> Jono.get(nodes.system(0)).queue("leaving" + i))
                .toList();
    }

    private long members(int index) {
        return StreamSupport.stream(
                        Cluster.get(nodes.system(index)).state().getMembers().spliterator(), false)
                .count();
    }
}
