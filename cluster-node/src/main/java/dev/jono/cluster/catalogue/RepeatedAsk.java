package dev.jono.cluster.catalogue;

import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * Asks an actor that may move or be lost, again and again until it answers or the time is up. Only for requests that are harmless
 * when repeated.
 */
final class RepeatedAsk<Q, A> {
    private final ActorSystem<?> system;
    private final ActorRef<Q> target;
    private final Duration attempt;
    private final Duration total;

    RepeatedAsk(ActorSystem<?> system, ActorRef<Q> target, Duration attempt, Duration total) {
        this.system = system;
        this.target = target;
        this.attempt = attempt;
        this.total = total;
    }

    /** Returns the answer; fails with {@code UNAVAILABLE} when there was none in time. */
    CompletionStage<A> ask(Function<ActorRef<A>, Q> request) {
        return ask(request, System.nanoTime() + total.toNanos());
    }

    private CompletionStage<A> ask(Function<ActorRef<A>, Q> request, long deadlineNanos) {
        return AskPattern.<Q, A>ask(target, request::apply, attempt, system.scheduler())
                .exceptionallyCompose(failure -> {
                    if (!(failure instanceof TimeoutException)) {
                        return CompletableFuture.failedFuture(failure);
                    }
                    return System.nanoTime() - deadlineNanos < 0
                            ? ask(request, deadlineNanos)
                            : CompletableFuture.failedFuture(
                                    new JonoException(Reason.UNAVAILABLE, noAnswer("catalogue", total), failure));
                });
    }

    static String noAnswer(String who, Duration waited) {
        return "The " + who + " has not answered for " + waited.toMillis()
                + " ms: no node that hosts queues is up, or Cassandra cannot be reached. Try again later.";
    }
}
