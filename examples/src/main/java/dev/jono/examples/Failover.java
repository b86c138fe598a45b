package dev.jono.examples;

import dev.jono.examples.AuditLine.What;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Kills the node that owns the busiest queue, and starts it again once others have delivered from every queue that it owned. Who owns
 * what is asked of the nodes.
 */
final class Failover {
    private static final int NONE = -1;

    private final Cluster cluster;
    private final AuditFile events;
    private int killed = NONE;
    private Set<String> orphans = Set.of();
    private Optional<CompletableFuture<String>> restarted = Optional.empty();

    Failover(Cluster cluster, AuditFile events) {
        this.cluster = cluster;
        this.events = events;
    }

    /** Returns the index of the node that is dead now, or -1. */
    int deadNode() {
        return restarted.isPresent() ? NONE : killed;
    }

    /** Kills the owner of the queue that most was done from; false when no node says that it owns it, so try again. */
    boolean kill(Tally tally) {
        String busiest = Plan.QUEUES.stream()
                .max(Comparator.comparingLong(queue -> tally.queue(queue).done))
                .orElseThrow();
        for (int index = 0; index < Cluster.NODES; index++) {
            Set<String> owned = cluster.management().ownedBy(index, Plan.QUEUES);
            if (owned.contains(busiest)) {
                kill(index, busiest, owned);
                return true;
            }
        }
        return false;
    }

    private void kill(int index, String busiest, Set<String> owned) {
        List<String> busiestFirst = new ArrayList<>(List.of(busiest));
        owned.stream().filter(queue -> !queue.equals(busiest)).sorted().forEach(busiestFirst::add);
        killed = index;
        orphans = new HashSet<>(owned);
        // Noted before, so that no delivery by a new owner is older than the note.
        busiestFirst.forEach(queue -> events.append(AuditLine.of(What.KILLED, queue, "", Cluster.nodeName(index))));
        cluster.node(index).kill();
    }

    String describe() {
        return Cluster.nodeName(killed) + ", the owner of "
                + String.join(", ", orphans.stream().sorted().toList());
    }

    /** Returns the queues that the killed node owned and that nobody has delivered from since. */
    List<String> orphans(Tally tally) {
        return orphans.stream()
                .filter(queue -> tally.queue(queue).failoverMillis().isEmpty())
                .sorted()
                .toList();
    }

    /** Starts the killed node again. */
    void restart() {
        restarted = Optional.of(cluster.restartNode(killed));
    }

    /** Tells whether the killed node takes part again; throws when it cannot. */
    boolean isBack() {
        if (restarted.isEmpty() || !restarted.get().isDone()) {
            return false;
        }
        restarted.get().join();
        return true;
    }
}
