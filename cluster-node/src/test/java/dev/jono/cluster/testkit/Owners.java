package dev.jono.cluster.testkit;

import dev.jono.api.actor.QueueInbound;
import dev.jono.api.protocol.QueueKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.cluster.sharding.typed.GetClusterShardingStats;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import scala.jdk.javaapi.CollectionConverters;

/** Tells which queues run on a node, without waking any. */
public final class Owners {
    private static final EntityTypeKey<QueueInbound> TYPE = EntityTypeKey.create(QueueInbound.class, "jono-queue");

    private Owners() {}

    /** Returns the queues that run on the node of this actor system now. */
    public static List<QueueKey> runningOn(ActorSystem<?> system) {
        CompletionStage<ShardRegion.CurrentShardRegionState> state = AskPattern.ask(
                ClusterSharding.get(system).shardState(),
                (ActorRef<ShardRegion.CurrentShardRegionState> replyTo) -> new GetShardRegionState(TYPE, replyTo),
                Duration.ofSeconds(10),
                system.scheduler());
        List<QueueKey> keys = new ArrayList<>();
        for (ShardRegion.ShardState shard :
                CollectionConverters.asJava(TestNodes.await(state).shards())) {
            CollectionConverters.asJava(shard.entityIds()).forEach(id -> keys.add(QueueKey.parse(id)));
        }
        return keys;
    }

    /** Returns the shards that each node hosts now, by its address, as the node of this actor system learns them from all. */
    public static Map<Address, Set<String>> shards(ActorSystem<?> system) {
        CompletionStage<ShardRegion.ClusterShardingStats> stats = AskPattern.ask(
                ClusterSharding.get(system).shardState(),
                (ActorRef<ShardRegion.ClusterShardingStats> replyTo) ->
                        new GetClusterShardingStats(TYPE, Duration.ofSeconds(5), replyTo),
                Duration.ofSeconds(10),
                system.scheduler());
        Map<Address, Set<String>> shards = new HashMap<>();
        TestNodes.await(stats)
                .getRegions()
                .forEach((address, region) ->
                        shards.put(address, Set.copyOf(region.getStats().keySet())));
        return shards;
    }
}
