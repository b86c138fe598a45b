package dev.jono.cluster;

import dev.jono.persistence.journal.FencedJournal;
import dev.jono.persistence.journal.ProcessFence;
import java.time.Duration;
import java.util.Map;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.cluster.typed.Subscribe;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes this node out when it may no longer own what it hosts. Its own status Down or Removed trips the journal's process
 * fence; when the fence has tripped, for that or because the process slept, a standalone node halts its JVM, and an embedded one
 * stops hosting, leaves the cluster and is never ready again. A node that is shutting down anyway goes on with that.
 *
 * <p>A node that is Exiting was told to leave, by itself or from elsewhere, and still has queues to hand over; nobody else takes them
 * before it has, or before it is removed. So Exiting trips only if the hand-over takes longer than it may.
 */
final class NodeFence {
    private static final Logger log = LoggerFactory.getLogger(NodeFence.class);
    private static final int EXIT_STATUS = 70;
    private static final Map<MemberStatus, String> OUT =
            Map.of(MemberStatus.down(), "Down", MemberStatus.removed(), "Removed");

    private final ActorSystem<?> system;
    private final Cluster cluster;
    private final ProcessFence fence;
    private final boolean standalone;
    private final Duration exitTimeout;
    private final ActorRef<?> region;

    private NodeFence(ActorSystem<?> system, Cluster cluster, boolean standalone, ActorRef<?> region) {
        this.system = system;
        this.cluster = cluster;
        this.fence = FencedJournal.get(system).fence();
        this.standalone = standalone;
        this.exitTimeout = system.settings().config().getDuration("jono.node.exit-timeout");
        this.region = region;
    }

    static void start(ActorSystem<?> system, boolean standalone, ActorRef<?> region) {
        NodeFence nodeFence = new NodeFence(system, Cluster.get(system), standalone, region);
        nodeFence.fence.onTrip(nodeFence::takeOut);
        system.systemActorOf(nodeFence.watchingItself(), "jono-fence", Props.empty());
    }

    /** What it watches for. */
    private sealed interface Watched {}

    private record Changed(Member member) implements Watched {}

    private record ExitOverdue() implements Watched {}

    private Behavior<Watched> watchingItself() {
        return Behaviors.setup(context -> {
            ActorRef<ClusterEvent.MemberEvent> events =
                    context.messageAdapter(ClusterEvent.MemberEvent.class, event -> new Changed(event.member()));
            org.apache.pekko.cluster.typed.Cluster.get(system)
                    .subscriptions()
                    .tell(Subscribe.create(events, ClusterEvent.MemberEvent.class));
            return Behaviors.withTimers(timers -> Behaviors.receive(Watched.class)
                    .onMessage(Changed.class, change -> onChange(change.member(), timers))
                    .onMessage(ExitOverdue.class, overdue -> onExitOverdue())
                    .build());
        });
    }

    private Behavior<Watched> onChange(Member member, TimerScheduler<Watched> timers) {
        if (!member.uniqueAddress().equals(cluster.selfUniqueAddress())) {
            return Behaviors.same();
        }
        @Nullable String out = OUT.get(member.status());
        if (out != null) {
            end("the cluster says that this node is " + out);
        } else if (member.status().equals(MemberStatus.exiting())) {
            timers.startSingleTimer(new ExitOverdue(), exitTimeout);
        }
        return Behaviors.same();
    }

    private Behavior<Watched> onExitOverdue() {
        end("this node is Exiting, and its hand-over has not ended within jono.node.exit-timeout = "
                + exitTimeout.toMillis() + " ms");
        return Behaviors.same();
    }

    private void end(String reason) {
        if (isShuttingDown()) {
            fence.retire(reason);
        } else {
            fence.trip(reason);
        }
    }

    private boolean isShuttingDown() {
        return CoordinatedShutdown.get(system).getShutdownReason().isPresent();
    }

    private void takeOut(String reason) {
        if (isShuttingDown()) {
            return;
        }
        if (standalone) {
            log.error("This node halts: {}", reason);
            Runtime.getRuntime().halt(EXIT_STATUS);
        }
        log.error("This node stops hosting queues and leaves the cluster: {}", reason);
        Adapter.toClassic(region)
                .tell(ShardRegion.gracefulShutdownInstance(), org.apache.pekko.actor.ActorRef.noSender());
        cluster.leave(cluster.selfAddress());
    }
}
