package dev.jono.cluster.catalogue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;

/** Who is told of changes. Soft state: a follower asks every few seconds, and one that stops asking is forgotten. */
final class Followers {
    private final long timeoutNanos;
    private final Map<ActorRef<CatalogueReply>, Long> lastAskedNanos = new HashMap<>();

    Followers(Duration timeout) {
        this.timeoutNanos = timeout.toNanos();
    }

    void add(ActorRef<CatalogueReply> follower) {
        long now = System.nanoTime();
        lastAskedNanos.values().removeIf(asked -> now - asked > timeoutNanos);
        lastAskedNanos.put(follower, now);
    }

    void tell(CatalogueReply change) {
        lastAskedNanos.keySet().forEach(follower -> follower.tell(change));
    }
}
