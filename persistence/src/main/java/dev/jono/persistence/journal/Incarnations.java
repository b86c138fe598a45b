package dev.jono.persistence.journal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Which actor of this process holds the claim on which persistence id. A claim is bound to the actor that recovered: a write by any
 * other, or by one whose recovery is not complete, is refused. The latest recovery of an id replaces the one before.
 */
final class Incarnations {
    /** An actor's recovery of a persistence id, and what came of it. */
    static final class Holder {
        private final ActorRef actor;
        private volatile @Nullable Incarnation incarnation;

        private Holder(ActorRef actor) {
            this.actor = actor;
        }

        void recovered(Incarnation recovered) {
            incarnation = recovered;
        }
    }

    /** The snapshot that an actor has loaded and will build on when it recovers. */
    private record Loaded(ActorRef actor, SnapshotMark mark) {}

    private final Map<String, Holder> holders = new ConcurrentHashMap<>();
    private final Map<String, Loaded> loaded = new ConcurrentHashMap<>();
    private final JournalCounters counters;

    Incarnations(JournalCounters counters) {
        this.counters = counters;
    }

    Holder recovering(String persistenceId, ActorRef actor) {
        Holder holder = new Holder(actor);
        holders.put(persistenceId, holder);
        return holder;
    }

    /** The incarnation of the actor; throws if it has none. */
    Incarnation of(String persistenceId, ActorRef actor) {
        Holder holder = holders.get(persistenceId);
        Incarnation incarnation = holder == null || !holder.actor.equals(actor) ? null : holder.incarnation;
        if (incarnation == null) {
            counters.refused();
            throw new NotOwnerException(actor + " has no claim on [" + persistenceId
                    + "]: only the actor that recovered it last may write");
        }
        return incarnation;
    }

    void loaded(String persistenceId, ActorRef actor, SnapshotMark mark) {
        loaded.put(persistenceId, new Loaded(actor, mark));
    }

    /** The snapshot that the actor has loaded, once. */
    @Nullable SnapshotMark takeLoaded(String persistenceId, ActorRef actor) {
        Loaded last = loaded.remove(persistenceId);
        return last == null || !last.actor().equals(actor) ? null : last.mark();
    }

    void forget(ActorRef actor) {
        holders.values().removeIf(holder -> holder.actor.equals(actor));
        loaded.values().removeIf(last -> last.actor().equals(actor));
    }
}
