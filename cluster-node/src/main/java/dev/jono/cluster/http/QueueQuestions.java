package dev.jono.cluster.http;

import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.actor.QueueRequest;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueReply.Deliveries;
import dev.jono.api.protocol.QueueReply.Failed;
import dev.jono.api.spi.QueueAccess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Asks queues and waits for their answers, each time with an actor that lives as long as the question. */
final class QueueQuestions {
    private static final AtomicLong COUNT = new AtomicLong();

    private final ActorSystem<?> system;
    private final QueueAccess queues;

    QueueQuestions(ActorSystem<?> system, QueueAccess queues) {
        this.system = system;
        this.queues = queues;
    }

    /**
     * Asks what is answered once.
     *
     * @param late what it means when there is no answer in time
     */
    <R extends QueueReply> CompletionStage<R> ask(
            QueueKey key, QueueCommand command, Class<R> wanted, Duration timeout, Reason late) {
        return ask(key, command, reply -> true, timeout, late).thenApply(replies -> wanted.cast(replies.get(0)));
    }

    /** Leases messages: the deliveries come in parts, and an empty part is the last. */
    CompletionStage<List<Deliveries>> receive(QueueKey key, QueueCommand.Receive receive, Duration timeout) {
        Predicate<QueueReply> last = reply ->
                !(reply instanceof Deliveries part) || part.deliveries().isEmpty();
        return ask(key, receive, last, timeout, Reason.UNAVAILABLE)
                .thenApply(
                        replies -> replies.stream().map(Deliveries.class::cast).toList());
    }

    private CompletionStage<List<QueueReply>> ask(
            QueueKey key, QueueCommand command, Predicate<QueueReply> last, Duration timeout, Reason late) {
        CompletableFuture<List<QueueReply>> answer = new CompletableFuture<>();
        Failed noAnswer = new Failed(
                late, "Queue " + key.queue() + " has not answered for " + timeout.toMillis() + " ms. Try again later.");
        ActorRef<QueueReply> asker = system.systemActorOf(
                asking(answer, last, timeout, noAnswer), "jono-http-" + COUNT.incrementAndGet(), Props.empty());
        queues.tell(key, new QueueRequest(command, asker));
        return answer;
    }

    private static Behavior<QueueReply> asking(
            CompletableFuture<List<QueueReply>> answer, Predicate<QueueReply> last, Duration timeout, Failed noAnswer) {
        return Behaviors.withTimers(timers -> {
            timers.startSingleTimer(noAnswer, timeout);
            List<QueueReply> replies = new ArrayList<>();
            return Behaviors.receiveMessage(reply -> {
                if (reply instanceof Failed failed) {
                    answer.completeExceptionally(new JonoException(failed.reason(), failed.detail()));
                    return Behaviors.stopped();
                }
                replies.add(reply);
                if (last.test(reply)) {
                    answer.complete(replies);
                    return Behaviors.stopped();
                }
                return Behaviors.same();
            });
        });
    }
}
