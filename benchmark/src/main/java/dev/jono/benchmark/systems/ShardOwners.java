package dev.jono.benchmark.systems;

import dev.jono.api.actor.QueueInbound;
import dev.jono.api.protocol.QueueKey;
import dev.jono.benchmark.system.BenchmarkException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.ShardRegion.ClusterShardingStats;
import org.apache.pekko.cluster.sharding.ShardRegion.ShardRegionStats;
import org.apache.pekko.cluster.sharding.typed.GetClusterShardingStats;
import org.apache.pekko.cluster.sharding.typed.HashCodeMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/** Which node hosts which shard of the queues, asked of the whole cluster. */
final class ShardOwners {
    /** The name under which Jono's queues are sharded; part of their actors' paths, too. */
    static final String TYPE_NAME = "jono-queue";

    private static final EntityTypeKey<QueueInbound> TYPE = EntityTypeKey.create(QueueInbound.class, TYPE_NAME);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long LONGEST_START_SECONDS = 120;

    private final ActorSystem<Void> system;

    ShardOwners(ActorSystem<Void> system) {
        this.system = system;
    }

    /** Returns the port of the node that hosts a queue's shard. */
    int portOf(QueueKey key) throws Exception {
        int shards = system.settings().config().getInt("jono.sharding.number-of-shards");
        String shard = new HashCodeMessageExtractor<QueueInbound>(shards).shardId(key.toString());
        for (Map.Entry<Address, ShardRegionStats> region : regions().entrySet()) {
            if (region.getValue().getStats().containsKey(shard)) {
                return (Integer) region.getKey().port().get();
            }
        }
        throw new BenchmarkException("No node hosts queue " + key + ".");
    }

    /** Waits until that many nodes take part in the sharding. */
    void awaitHosts(int count) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_START_SECONDS);
        while (regions().size() < count) {
            if (System.nanoTime() > deadline) {
                throw new BenchmarkException(
                        "After " + LONGEST_START_SECONDS + " s not all of " + count + " nodes host queues.");
            }
            Thread.sleep(200);
        }
    }

    private Map<Address, ShardRegionStats> regions() throws Exception {
        return AskPattern.ask(
                        ClusterSharding.get(system).shardState(),
                        (ActorRef<ClusterShardingStats> replyTo) ->
                                new GetClusterShardingStats(TYPE, PATIENCE, replyTo),
                        PATIENCE.plusSeconds(1),
                        system.scheduler())
                .toCompletableFuture()
                .get(PATIENCE.toSeconds() + 2, TimeUnit.SECONDS)
                .getRegions();
    }
}
