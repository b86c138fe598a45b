package dev.jono.cluster;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Subscribe;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cluster's members, and who wants to know when one is lost. Safe for use by several threads. */
final class Members {
    private static final Logger log = LoggerFactory.getLogger(Members.class);
    private static final Set<MemberStatus> GONE = Set.of(MemberStatus.down(), MemberStatus.removed());

    private final Cluster cluster;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    private Members(Cluster cluster) {
        this.cluster = cluster;
    }

    static Members start(ActorSystem<?> system) {
        Members members = new Members(Cluster.get(system));
        system.systemActorOf(members.listening(), "jono-members", Props.empty());
        return members;
    }

    /** Tells whether the process is a member that was neither downed nor removed. */
    boolean isMember(String process) {
        return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .anyMatch(member -> !GONE.contains(member.status())
                        && Processes.nameOf(member.uniqueAddress()).equals(process));
    }

    Runnable onLost(Consumer<String> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private Behavior<ClusterEvent.MemberEvent> listening() {
        return Behaviors.setup((ActorContext<ClusterEvent.MemberEvent> context) -> {
            org.apache.pekko.cluster.typed.Cluster.get(context.getSystem())
                    .subscriptions()
                    .tell(Subscribe.create(context.getSelf(), ClusterEvent.MemberEvent.class));
            return Behaviors.receive(ClusterEvent.MemberEvent.class)
                    .onMessage(ClusterEvent.MemberDowned.class, event -> lost(event.member()))
                    .onMessage(ClusterEvent.MemberRemoved.class, event -> lost(event.member()))
                    .onAnyMessage(event -> Behaviors.same())
                    .build();
        });
    }

    private Behavior<ClusterEvent.MemberEvent> lost(Member member) {
        String process = Processes.nameOf(member.uniqueAddress());
        log.info("Process {} has left the cluster ({})", process, member.status());
        for (Consumer<String> listener : listeners) {
            try {
                listener.accept(process);
            } catch (RuntimeException failure) {
                log.error("A listener for lost processes failed", failure);
            }
        }
        return Behaviors.same();
    }
}
