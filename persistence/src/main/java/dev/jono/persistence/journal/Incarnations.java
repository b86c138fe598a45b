package dev.jono.persistence.journal;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Which actor of this process holds the claim on which persistence id. A claim is bound to the actor that recovered: a write by any
 * other, or by one whose recovery is not complete, is refused. The latest recovery of an id replaces the one before, and so does the latest
 * actor that loads its snapshot: nobody waits any more for what was replaced, or whose actor has stopped.
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

    /** An actor's load of a snapshot, and the one that it found and will build on when it recovers. */
    static final class Load {
        private final ActorRef actor;
        private volatile @Nullable SnapshotMark mark;

        private Load(ActorRef actor) {
            this.actor = actor;
        }

        void loaded(SnapshotMark found) {
            mark = found;
        }
    }

    private final Map<String, Holder> holders = new ConcurrentHashMap<>();
    private final Map<String, Load> loads = new ConcurrentHashMap<>();
    /** What an actor may be found under above: mostly one id. */
    private final Map<ActorRef, Set<String>> ids = new ConcurrentHashMap<>();

    private final JournalCounters counters;

    Incarnations(JournalCounters counters) {
        this.counters = counters;
    }

    Holder recovering(String persistenceId, ActorRef actor) {
        Holder holder = new Holder(actor);
        holders.put(persistenceId, holder);
        note(persistenceId, actor);
        return holder;
    }

    /** Whether somebody may still wait for the recovery. */
    boolean isWanted(String persistenceId, Holder holder) {
        return holders.get(persistenceId) == holder;
    }

    /** Whether the actor itself has begun another recovery, as one does that restarts. */
    boolean recoversAnew(String persistenceId, Holder holder) {
        Holder last = holders.get(persistenceId);
        return last != null && last != holder && last.actor.equals(holder.actor);
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

    Load loading(String persistenceId, ActorRef actor) {
        Load load = new Load(actor);
        loads.put(persistenceId, load);
        note(persistenceId, actor);
        return load;
    }

    /** Whether somebody may still wait for the snapshot. An actor that loads anew cannot tell the answers apart, and either will do. */
    boolean isWanted(String persistenceId, Load load) {
        Load last = loads.get(persistenceId);
        return last != null && last.actor.equals(load.actor);
    }

    /** The snapshot that the actor has loaded, once. */
    @Nullable SnapshotMark takeLoaded(String persistenceId, ActorRef actor) {
        Load last = loads.get(persistenceId);
        if (last == null || !last.actor.equals(actor)) {
            return null;
        }
        loads.remove(persistenceId, last);
        return last.mark;
    }

    /** The actor has stopped. */
    void forget(ActorRef actor) {
        Set<String> itsIds = ids.remove(actor);
        if (itsIds == null) {
            return;
        }
        for (String persistenceId : itsIds) {
            holders.computeIfPresent(persistenceId, (id, holder) -> holder.actor.equals(actor) ? null : holder);
            loads.computeIfPresent(persistenceId, (id, load) -> load.actor.equals(actor) ? null : load);
        }
    }

    /** Behind what is noted: each plugin hears for itself that the actor has stopped, and the other one may be forgetting it already. */
    private void note(String persistenceId, ActorRef actor) {
        ids.compute(actor, (same, before) -> {
            Set<String> all = before == null ? ConcurrentHashMap.newKeySet(1) : before;
            all.add(persistenceId);
            return all;
        });
    }
}
