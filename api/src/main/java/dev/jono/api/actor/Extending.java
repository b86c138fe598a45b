package dev.jono.api.actor;

import dev.jono.api.QueueName;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueReply.SettleResult;
import dev.jono.api.spi.QueueAccess;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * The extensions that handlers ask for. A lease may be extended often, so each extension has an actor of its own that knows
 * which answer is whose.
 */
final class Extending {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /**
     * What a handler asks for.
     *
     * @param held the delivery
     * @param extension what the queue is to do
     * @param answer completed when it has
     */
    record Asked(Held held, QueueCommand.Extend extension, CompletableFuture<Void> answer) {}

    private final ActorContext<Consumer.Command> context;
    private final QueueAccess access;
    private final QueueName queue;

    Extending(ActorContext<Consumer.Command> context, QueueAccess access, QueueName queue) {
        this.context = context;
        this.access = access;
        this.queue = queue;
    }

    /** Has the queue extend a lease. */
    void extend(QueueKey key, Asked asked) {
        Held held = asked.held();
        CompletableFuture<Void> answer = asked.answer();
        QueueCommand.Settlement settlement =
                new QueueCommand.Settlement(held.offset(), held.token(), asked.extension());
        CompletableFuture<QueueReply> reply = new CompletableFuture<>();
        context.spawnAnonymous(
                OneShot.create(access, key, new QueueCommand.Settle(List.of(settlement)), TIMEOUT, reply));
        var unused = reply.whenComplete((answered, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(Failures.of(failure));
            } else if (isDone(answered)) {
                answer.complete(null);
            } else {
                answer.completeExceptionally(Failures.leaseLost(queue, held.token()));
            }
        });
    }

    private static boolean isDone(@Nullable QueueReply reply) {
        return reply instanceof QueueReply.Settled settled
                && settled.results().get(0).kind() == SettleResult.Kind.DONE;
    }
}
