package dev.jono.cluster;

import static org.awaitility.Awaitility.await;

import dev.jono.api.Jono;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.QueueKey;
import dev.jono.cluster.testkit.Owners;
import dev.jono.cluster.testkit.TestNodes;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Kills a node while queues are being moved away from it. */
class RebalanceIT {
    private static final int QUEUES = 24;
    /** Less than the 60 s that Pekko's own hand-off timeout would hold up the shard that was on its way. */
    private static final Duration TAKEOVER = Duration.ofSeconds(50);

    /** One shard at a time, so that the move is still going on when the node dies and until that is noticed. */
    private static final String[] SLOWLY = {
        "jono.sharding.rebalance-interval = 1 s",
        "jono.sharding.least-shard-allocation-strategy.rebalance-absolute-limit = 1"
    };

    private final TestNodes nodes = new TestNodes("rebalance_it");

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void aQueueThatWasOnItsWayFromANodeThatDiedIsTakenOver() {
        nodes.start(SLOWLY);
        nodes.start(SLOWLY);
        List<QueueKey> queues = declared();
        nodes.start(SLOWLY);
        await().atMost(TAKEOVER)
                .until(() -> !Owners.runningOn(nodes.system(2)).isEmpty()
                        && !Owners.runningOn(nodes.system(1)).isEmpty());

        nodes.kill(1);

        await().atMost(TAKEOVER).until(() -> running().containsAll(queues));
    }

    private Set<QueueKey> running() {
        Set<QueueKey> running = new HashSet<>(Owners.runningOn(nodes.system(0)));
        running.addAll(Owners.runningOn(nodes.system(2)));
        return running;
    }

    private List<QueueKey> declared() {
        List<QueueKey> keys = IntStream.range(0, QUEUES)
                .mapToObj(i -> TestNodes.await(JonoNode.start(nodes.system(0))
                        .queues()
                        .declare(new QueueName("q" + i), QueueSettings.DEFAULT)))
                .toList();
        keys.forEach(key -> TestNodes.await(
                Jono.get(nodes.system(0)).queue(key.queue().value()).status()));
        return keys;
    }
}
