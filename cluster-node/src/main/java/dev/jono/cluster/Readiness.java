package dev.jono.cluster;

import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.spi.QueueAccess;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Cluster;

/** Whether this node can be used: it is a member, and the catalogue answers. */
final class Readiness {
    private final ActorSystem<?> system;
    private final QueueAccess queues;
    private final Duration timeout;
    private final CompletableFuture<Done> up = new CompletableFuture<>();

    Readiness(ActorSystem<?> system, Cluster cluster, QueueAccess queues, Duration timeout) {
        this.system = system;
        this.queues = queues;
        this.timeout = timeout;
        cluster.registerOnMemberUp(() -> up.complete(Done.getInstance()));
    }

    CompletionStage<Done> ready() {
        return up.copy()
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .handle((done, failure) -> {
                    if (failure != null) {
                        throw new JonoException(
                                Reason.UNAVAILABLE,
                                "The node has not become a member of the cluster within jono.node.start-timeout = "
                                        + timeout.toMillis() + " ms: check pekko.cluster.seed-nodes of "
                                        + system.name() + ", and that the seed nodes run.");
                    }
                    return done;
                })
                .thenCompose(done -> catalogueAnswers(System.nanoTime() + timeout.toNanos()));
    }

    private CompletionStage<Done> catalogueAnswers(long deadlineNanos) {
        return queues.queues()
                .thenApply(list -> Done.getInstance())
                .exceptionallyCompose(failure -> System.nanoTime() - deadlineNanos < 0
                        ? catalogueAnswers(deadlineNanos)
                        : CompletableFuture.failedFuture(failure));
    }
}
