package dev.jono.benchmark;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.cassandra.CommitLogSync;
import dev.jono.cassandra.EmbeddedCassandra;
import dev.jono.cluster.JonoConfig;
import dev.jono.cluster.JonoNode;
import dev.jono.persistence.journal.FencedJournal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** One node and its Cassandra. */
final class Setup implements Station {
    private static final long PATIENCE_SECONDS = 180;

    private final EmbeddedCassandra cassandra;
    private final ActorSystem<Void> system;
    private final JonoNode node;
    private int rounds;

    private Setup(EmbeddedCassandra cassandra, ActorSystem<Void> system, JonoNode node) {
        this.cassandra = cassandra;
        this.system = system;
        this.node = node;
    }

    static Setup start(CommitLogSync sync) throws Exception {
        EmbeddedCassandra cassandra =
                EmbeddedCassandra.builder().commitLogSync(sync).start();
        try {
            ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "bench", config(cassandra));
            JonoNode node = JonoNode.start(system);
            node.ready().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return new Setup(cassandra, system, node);
        } catch (Exception e) {
            cassandra.close();
            throw e;
        }
    }

    /** Each time on a queue of its own. */
    @Override
    public RoundResult run(Workload workload, int seconds) throws Exception {
        QueueName queue = QueueName.of("bench-" + ++rounds);
        QueueSettings settings =
                QueueSettings.builder().lease(Duration.ofMinutes(5)).build();
        node.queues().declare(queue, settings).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        Cost before = cost();
        Round round = new Round(workload, Duration.ofSeconds(seconds));
        round.start(system, node.queues(), queue);
        RoundResult result = round.result().toCompletableFuture().get(seconds + PATIENCE_SECONDS, TimeUnit.SECONDS);
        return result.withCost(cost().minus(before));
    }

    private Cost cost() {
        return new Cost(
                FencedJournal.get(system).stats().writes(),
                Cost.cpuOf(ProcessHandle.current()),
                ProcessHandle.of(cassandra.pid()).map(Cost::cpuOf).orElse(Duration.ZERO));
    }

    @Override
    public void close() {
        node.stop().toCompletableFuture().join();
        cassandra.close();
    }

    private static Config config(EmbeddedCassandra cassandra) {
        return JonoConfig.over(ConfigFactory.parseString("""
                        jono.node.join-self = on
                        jono.http.enabled = off
                        jono.cassandra.replication-factor = 1
                        jono.cassandra.allow-single-replica = on
                        pekko.remote.artery.canonical.port = 0
                        pekko.remote.artery.canonical.hostname = "127.0.0.1"
                        pekko.coordinated-shutdown.exit-jvm = off
                        pekko.loglevel = WARNING
                        """)
                .withFallback(ConfigFactory.parseString(
                        "jono.cassandra.contact-points = [\"" + cassandra.host() + ":" + cassandra.port() + "\"]")));
    }
}
