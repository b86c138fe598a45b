package dev.jono.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.jono.api.Jono;
import dev.jono.api.Message;
import dev.jono.api.Queue;
import dev.jono.cluster.testkit.ForkedNode;
import dev.jono.cluster.testkit.Owners;
import dev.jono.cluster.testkit.TestNodes;
import java.time.Duration;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Cluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Lets shards begin to move away from a node that is dead, before anyone knows (docs/adr/0031). */
class RebalanceIT {
    private static final int QUEUES = 24;
    private static final Duration LONG = Duration.ofSeconds(90);
    /**
     * From the start of the rebalance. Well past the 18 s until the death is noticed and the node removed, and the 20 s of the
     * hand-off timeout, which run at the same time; well below the 60 s of Pekko's own hand-off timeout.
     */
    private static final Duration TAKEOVER = Duration.ofSeconds(50);

    private static final String[] SETTINGS = {
        // The coordinator tells which shards it moves.
        "pekko.loglevel = INFO",
        // All that are to move begin at once, and so those of the dead node.
        "jono.sharding.rebalance-interval = 1 s",
        "jono.sharding.least-shard-allocation-strategy.rebalance-absolute-limit = 128",
        "jono.sharding.least-shard-allocation-strategy.rebalance-relative-limit = 1.0",
        // The death is noticed late, so that the third node is known to the coordinator before; and acted on soon.
        "pekko.cluster.failure-detector.acceptable-heartbeat-pause = 14 s",
        "pekko.cluster.split-brain-resolver.stable-after = 2 s",
        "pekko.cluster.down-removal-margin = 1 s",
        // Two of three nodes are enough for the coordinator to write that it knows the third.
        "pekko.cluster.sharding.distributed-data.majority-min-cap = 2",
        "pekko.cluster.sharding.coordinator-state.write-majority-plus = 0"
    };

    private final TestNodes nodes = new TestNodes("rebalance_it");
    private final Moves moves = new Moves();
    private final Set<String> handled = ConcurrentHashMap.newKeySet();

    @AfterEach
    void stop() {
        moves.close();
        nodes.close();
    }

    @Test
    void queuesThatBeganToMoveFromADeadNodeComeBackLongBeforePekkosOwnTimeout() {
        nodes.start(SETTINGS);
        ForkedNode dying = nodes.fork(SETTINGS);
        List<Queue> queues = queues();
        queues.forEach(
                queue -> TestNodes.await(queue.send(Message.of(queue.name().value()))));
        Set<String> onDying = balancedShardsOfTheSecondNode();
        ActorSystem<Void> joining = nodes.startMember(SETTINGS);
        moves.listen();

        dying.kill();
        JonoNode.start(joining);
        await().atMost(LONG).until(() -> !moves.shards.isEmpty());
        assertThat(moves.shards).containsAnyElementsOf(onDying);
        assertThat(members()).as("nobody knows yet that a node is dead").isEqualTo(3);

        queues.forEach(queue -> queue.consume(delivery -> {
            handled.add(delivery.message().text());
            return delivery.ack();
        }));
        await().atMost(TAKEOVER).until(() -> handled.size() == QUEUES);
    }

    private List<Queue> queues() {
        return IntStream.range(0, QUEUES)
                .mapToObj(i -> {
                    TestNodes.await(Jono.get(nodes.system(0)).declare("q" + i));
                    return Jono.get(nodes.system(0)).queue("q" + i);
                })
                .toList();
    }

    private Set<String> balancedShardsOfTheSecondNode() {
        Map<Address, Set<String>> shards =
                await().atMost(LONG).until(() -> Owners.shards(nodes.system(0)), RebalanceIT::areBalanced);
        shards.remove(Cluster.get(nodes.system(0)).selfMember().address());
        return shards.values().iterator().next();
    }

    private static boolean areBalanced(Map<Address, Set<String>> shards) {
        IntSummaryStatistics sizes =
                shards.values().stream().mapToInt(Set::size).summaryStatistics();
        return sizes.getCount() == 2 && sizes.getMin() > 0 && sizes.getMax() - sizes.getMin() <= 1;
    }

    private int members() {
        return Cluster.get(nodes.system(0)).state().members().size();
    }

    /** The shards that the coordinator has begun to move, as its log says. */
    private static final class Moves extends AppenderBase<ILoggingEvent> {
        private static final Pattern MOVES = Pattern.compile("Starting rebalance for shards \\[([^]]+)]");
        private final Logger log = (Logger) LoggerFactory.getLogger("org.apache.pekko.cluster.sharding");
        private final Set<String> shards = ConcurrentHashMap.newKeySet();

        void listen() {
            log.setLevel(Level.INFO);
            log.addAppender(this);
            start();
        }

        void close() {
            log.detachAppender(this);
            log.setLevel(null);
            stop();
        }

        @Override
        protected void append(ILoggingEvent event) {
            Matcher moves = MOVES.matcher(event.getFormattedMessage());
            if (moves.find()) {
                shards.addAll(List.of(moves.group(1).split(",")));
            }
        }
    }
}
