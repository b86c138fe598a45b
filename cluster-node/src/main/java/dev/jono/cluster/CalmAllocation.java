package dev.jono.cluster;

import com.typesafe.config.Config;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.sharding.ShardCoordinator.ActorSystemDependentAllocationStrategy;
import org.apache.pekko.cluster.sharding.ShardCoordinator.ShardAllocationStrategy$;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Map;
import scala.collection.immutable.Set;
import scala.collection.immutable.Set$;
import scala.concurrent.Future;

/**
 * Pekko's least-shards allocation that moves nothing while a member is unreachable.
 *
 * <p>A shard that begins to move away from a node that has died stands still for the whole {@code handoff-timeout}, since Pekko
 * 1.7 asks the dead node for it once more after it was removed (docs/adr/0031). The rest of the cluster has better to do then anyway.
 */
final class CalmAllocation implements ActorSystemDependentAllocationStrategy {
    private final ActorSystemDependentAllocationStrategy leastShards;
    private @Nullable Cluster cluster;

    /** @param sharding the settings under {@code pekko.cluster.sharding} */
    CalmAllocation(Config sharding) {
        Config limits = sharding.getConfig("least-shard-allocation-strategy");
        leastShards =
                (ActorSystemDependentAllocationStrategy) ShardAllocationStrategy$.MODULE$.leastShardAllocationStrategy(
                        limits.getInt("rebalance-absolute-limit"), limits.getDouble("rebalance-relative-limit"));
    }

    @Override
    public void start(ActorSystem system) {
        cluster = Cluster.get(system);
        leastShards.start(system);
    }

    @Override
    public Future<ActorRef> allocateShard(
            ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> shardsByRegion) {
        return leastShards.allocateShard(requester, shard, shardsByRegion);
    }

    @Override
    public Future<Set<String>> rebalance(Map<ActorRef, IndexedSeq<String>> shardsByRegion, Set<String> moving) {
        return allReachable()
                ? leastShards.rebalance(shardsByRegion, moving)
                : Future.successful(Set$.MODULE$.<String>empty());
    }

    private boolean allReachable() {
        return cluster != null && cluster.state().getUnreachable().isEmpty();
    }
}
