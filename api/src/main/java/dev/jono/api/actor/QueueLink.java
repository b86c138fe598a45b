package dev.jono.api.actor;

import dev.jono.api.QueueName;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.spi.QueueAccess;
import java.util.function.BiFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * The way of one actor to its queue: which declaration of the name it speaks to, once that has been looked up, and who
 * hears the replies. Belongs to that actor.
 *
 * @param <M> the actor's messages
 */
final class QueueLink<M> {
    private final ActorContext<M> context;
    private final QueueAccess access;
    private final QueueName queue;
    private final ActorRef<QueueReply> replies;
    private final BiFunction<@Nullable QueueKey, @Nullable Throwable, M> whenResolved;
    private @Nullable QueueKey key;
    private boolean resolving;

    /**
     * Makes a way that leads nowhere yet.
     *
     * @param whenResolved the message in which the actor hears how a {@link #resolve} ended
     */
    QueueLink(
            ActorContext<M> context,
            QueueAccess access,
            QueueName queue,
            ActorRef<QueueReply> replies,
            BiFunction<@Nullable QueueKey, @Nullable Throwable, M> whenResolved) {
        this.context = context;
        this.access = access;
        this.queue = queue;
        this.replies = replies;
        this.whenResolved = whenResolved;
    }

    /** Looks the queue up, unless that is under way. */
    void resolve() {
        if (!resolving) {
            resolving = true;
            context.pipeToSelf(access.resolve(queue), whenResolved::apply);
        }
    }

    /** The look-up has ended; {@code found} is {@code null} when it failed. */
    void resolved(@Nullable QueueKey found) {
        resolving = false;
        key = found;
    }

    /** Forgets the declaration: the name may have been declared anew. */
    void forget() {
        key = null;
    }

    @Nullable QueueKey key() {
        return key;
    }

    boolean isKnown() {
        return key != null;
    }

    boolean leadsTo(QueueKey other) {
        return other.equals(key);
    }

    /** Tells the queue, if it is known. */
    void tell(QueueCommand command) {
        if (key != null) {
            access.tell(key, new QueueRequest(command, replies));
        }
    }
}
