package dev.jono.persistence;

import dev.jono.api.actor.QueueInbound;
import dev.jono.api.protocol.QueueKey;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Collects commands while a commit is under way and hands them on as one batch. Being written. */
final class Gate {
    private Gate() {}

    static Behavior<QueueInbound> create(
            QueueKey key, QueueEnvironment environment, ActorRef<ActorRef<QueueInbound>> passivate) {
        return Behaviors.empty();
    }
}
