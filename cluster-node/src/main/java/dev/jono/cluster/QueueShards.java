package dev.jono.cluster;

import com.typesafe.config.Config;
import dev.jono.api.actor.QueueInbound;
import dev.jono.api.protocol.QueueKey;
import dev.jono.persistence.QueueEntity;
import dev.jono.persistence.QueueEnvironment;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.ActorPath;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityContext;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/** Spreads the queues' partitions over the nodes that host queues. An entity's id is its {@link QueueKey} as text. */
final class QueueShards {
    /** For life: it is part of the persistence ids of what sharding remembers. */
    static final EntityTypeKey<QueueInbound> TYPE = EntityTypeKey.create(QueueInbound.class, "jono-queue");

    private final QueueEnvironment environment;
    private final Map<ActorPath, ActorRef<ClusterSharding.ShardCommand>> shards = new ConcurrentHashMap<>();
    private final ActorRef<ActorRef<QueueInbound>> passivate;

    private QueueShards(ActorSystem<?> system, QueueEnvironment environment) {
        this.environment = environment;
        this.passivate = system.systemActorOf(passivating(), "jono-passivate", Props.empty());
    }

    /** Starts this node's part: a region that hosts shards, or only knows the way to them if this node has not the role. */
    static ActorRef<ShardingEnvelope<QueueInbound>> start(ActorSystem<?> system, QueueEnvironment environment) {
        QueueShards shards = new QueueShards(system, environment);
        Config config = system.settings().config();
        Config sharding = config.getConfig("jono.sharding").withFallback(config.getConfig("pekko.cluster.sharding"));
        return ClusterSharding.get(system)
                .init(Entity.of(TYPE, shards::entity)
                        .withStopMessage(QueueEntity.Stop.INSTANCE)
                        .withRole(JonoConfig.ROLE)
                        .withSettings(ClusterShardingSettings.fromConfig(sharding)));
    }

    private Behavior<QueueInbound> entity(EntityContext<QueueInbound> context) {
        shards.put(context.getShard().path(), context.getShard());
        return QueueEntity.create(QueueKey.parse(context.getEntityId()), environment, passivate);
    }

    /** One actor for all: an entity's parent is its shard. */
    private Behavior<ActorRef<QueueInbound>> passivating() {
        return Behaviors.receiveMessage(entity -> {
            Objects.requireNonNull(shards.get(entity.path().parent()), "the shard of a running entity")
                    .tell(new ClusterSharding.Passivate<>(entity));
            return Behaviors.same();
        });
    }
}
