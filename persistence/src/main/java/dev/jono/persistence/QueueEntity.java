package dev.jono.persistence;

import dev.jono.api.actor.QueueInbound;
import dev.jono.api.protocol.QueueKey;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;

/** One partition of a queue as a sharded entity: the gate, and behind it the journal actor around the core. */
public final class QueueEntity {
    private QueueEntity() {}

    /** What the shard sends before the entity moves or stops: finish the write under way, save a snapshot, then stop. */
    public record Stop() implements QueueInbound {
        /** The one there is. */
        public static final Stop INSTANCE = new Stop();
    }

    /**
     * Returns the behavior of the entity.
     *
     * @param key which queue
     * @param environment what it needs of the node
     * @param passivate is told the entity's own reference when the queue is empty of everything and idle, so that the shard
     *     may send {@link Stop}
     */
    public static Behavior<QueueInbound> create(
            QueueKey key, QueueEnvironment environment, ActorRef<ActorRef<QueueInbound>> passivate) {
        return Gate.create(key, environment, passivate);
    }

    /** Returns the persistence id of a queue's partition; for life. */
    public static String persistenceId(QueueKey key) {
        return "queue/" + key;
    }
}
