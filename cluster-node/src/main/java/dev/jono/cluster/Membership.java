package dev.jono.cluster;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.actor.QueueInbound;
import dev.jono.cluster.catalogue.Catalogue;
import dev.jono.persistence.PayloadBudget;
import dev.jono.persistence.cassandra.CassandraSession;
import dev.jono.persistence.journal.FencedJournal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's part in the cluster, from its start on. A node that hosts queues takes part once Cassandra answers: before that
 * it could only fail at everything that it would be given to host.
 */
final class Membership {
    private static final Logger log = LoggerFactory.getLogger(Membership.class);
    private static final long RETRY_SECONDS = 1;

    private final ActorSystem<?> system;
    private final Cluster cluster;
    private final NodeSettings settings;
    private final NodeQueues queues;
    private final LostMessages lost;
    private final CompletableFuture<Done> up = new CompletableFuture<>();
    private volatile @Nullable Throwable cassandraFailure;

    private Membership(ActorSystem<?> system, Cluster cluster, NodeSettings settings) {
        this.system = system;
        this.cluster = cluster;
        this.settings = settings;
        this.queues = new NodeQueues(Processes.nameOf(cluster.selfUniqueAddress()), settings.startTimeout());
        this.lost = LostMessages.start(system);
        cluster.registerOnMemberUp(() -> up.complete(Done.getInstance()));
    }

    static Membership start(ActorSystem<?> system, Cluster cluster, NodeSettings settings) {
        Membership membership = new Membership(system, cluster, settings);
        if (settings.hostsQueues()) {
            membership.cassandra().thenAccept(session -> membership.takePart()).exceptionally(failure -> {
                log.error("This node cannot take part in the cluster", failure);
                return null;
            });
        } else {
            membership.takePart();
        }
        return membership;
    }

    NodeQueues queues() {
        return queues;
    }

    CompletionStage<Done> ready() {
        long millis = settings.startTimeout().toMillis();
        long deadlineNanos = System.nanoTime() + settings.startTimeout().toNanos();
        return up.copy()
                .orTimeout(millis, TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    throw notReady("it has not become a member of the cluster. Check that the seed nodes"
                            + " (pekko.cluster.seed-nodes) run and can be reached");
                })
                .thenCompose(member -> catalogueAnswers(deadlineNanos))
                .handle((all, failure) -> {
                    @Nullable Throwable cassandra = cassandraFailure;
                    if (failure != null && cassandra != null) {
                        throw notReady(String.valueOf(cassandra.getMessage()));
                    }
                    if (failure != null) {
                        boolean silent = HumanText.cause(failure) instanceof TimeoutException;
                        throw notReady(silent ? "the catalogue of queues does not answer" : HumanText.of(failure));
                    }
                    return Done.getInstance();
                });
    }

    /** Asks the catalogue until it answers: at a start, finding and reading it may take longer than it may take later. */
    private CompletionStage<?> catalogueAnswers(long deadlineNanos) {
        long leftMillis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime()));
        return queues.queues()
                .toCompletableFuture()
                .copy()
                .orTimeout(leftMillis, TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> isPassing(failure) && System.nanoTime() - deadlineNanos < 0
                        ? later().thenCompose(
                                        again -> catalogueAnswers(deadlineNanos).thenApply(all -> List.of()))
                        : CompletableFuture.failedFuture(failure));
    }

    private static boolean isPassing(Throwable failure) {
        return HumanText.cause(failure) instanceof JonoException ours && ours.reason() == Reason.UNAVAILABLE;
    }

    private static CompletionStage<Done> later() {
        return CompletableFuture.supplyAsync(
                () -> Done.getInstance(), CompletableFuture.delayedExecutor(RETRY_SECONDS, TimeUnit.SECONDS));
    }

    NodeStatus status() {
        return new NodeStatus(
                cluster.selfAddress().hostPort(),
                lost.counts(),
                settings.hostsQueues() ? Optional.of(hosting()) : Optional.empty());
    }

    private NodeStatus.Hosting hosting() {
        FencedJournal journal = FencedJournal.get(system);
        PayloadBudget payloads = PayloadBudget.get(system);
        return new NodeStatus.Hosting(
                Optional.ofNullable(journal.fence().reason()),
                journal.stats(),
                payloads.cachedBytes(),
                payloads.cacheLimitBytes(),
                payloads.sendingBytes(),
                payloads.sendLimitBytes());
    }

    CompletionStage<Boolean> isReady() {
        boolean isUp = cluster.selfMember().status().equals(MemberStatus.up());
        if (!isUp || !queues.isConnected()) {
            return CompletableFuture.completedFuture(false);
        }
        if (!settings.hostsQueues()) {
            return CompletableFuture.completedFuture(true);
        }
        if (FencedJournal.get(system).fence().reason() != null) {
            return CompletableFuture.completedFuture(false);
        }
        return CassandraSession.get(system).healthy();
    }

    private void takePart() {
        Catalogue catalogue = Catalogue.start(system, JonoConfig.ROLE, queues::tell);
        NodeEnvironment environment = new NodeEnvironment(
                catalogue, queues, Members.start(system), cluster.selfAddress().hostPort());
        ActorRef<ShardingEnvelope<QueueInbound>> region = QueueShards.start(system, environment);
        if (settings.hostsQueues()) {
            NodeFence.start(system, settings.standalone(), region);
        }
        queues.connect(catalogue, region);
    }

    /** Waits for Cassandra for as long as the system lives. */
    private CompletionStage<CqlSession> cassandra() {
        return CassandraSession.get(system)
                .session()
                .whenComplete(
                        (session, failure) -> cassandraFailure = failure == null ? null : HumanText.cause(failure))
                .exceptionallyCompose(failure ->
                        system.getWhenTerminated().toCompletableFuture().isDone()
                                ? CompletableFuture.failedFuture(failure)
                                : later().thenCompose(again -> cassandra()));
    }

    private JonoException notReady(String why) {
        return new JonoException(
                Reason.UNAVAILABLE,
                "The node was not ready within jono.node.start-timeout = "
                        + settings.startTimeout().toMillis() + " ms: " + why + ".");
    }
}
