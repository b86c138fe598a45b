package dev.jono.api.actor;

import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.spi.QueueAccess;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Asks a queue one thing and stops. What the queue refuses for the moment is asked again; silence is met by asking again
 * only where that is harmless.
 */
final class OneShot extends AbstractBehavior<OneShot.Message> {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** What it hears. */
    sealed interface Message {}

    private enum Signal implements Message {
        SILENCE,
        AGAIN,
        DEADLINE
    }

    private record FromQueue(QueueReply reply) implements Message {}

    private final TimerScheduler<Message> timers;
    private final QueueAccess access;
    private final QueueKey key;
    private final QueueCommand command;
    private final CompletableFuture<QueueReply> answer;
    private final ActorRef<QueueReply> fromQueue;
    private final Pauses pauses = new Pauses();
    private boolean ended;

    static Behavior<Message> create(
            QueueAccess access,
            QueueKey key,
            QueueCommand command,
            Duration timeout,
            CompletableFuture<QueueReply> answer) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new OneShot(context, timers, access, key, command, timeout, answer)));
    }

    private OneShot(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            QueueAccess access,
            QueueKey key,
            QueueCommand command,
            Duration timeout,
            CompletableFuture<QueueReply> answer) {
        super(context);
        this.timers = timers;
        this.access = access;
        this.key = key;
        this.command = command;
        this.answer = answer;
        this.fromQueue = context.messageAdapter(QueueReply.class, FromQueue::new);
        timers.startSingleTimer(Signal.DEADLINE, timeout);
        if (isRepeatable()) {
            timers.startTimerWithFixedDelay(Signal.SILENCE, RETRY_AFTER);
        }
        ask();
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(FromQueue.class, message -> onReply(message.reply()))
                .onMessageEquals(Signal.SILENCE, this::ask)
                .onMessageEquals(Signal.AGAIN, this::ask)
                .onMessageEquals(Signal.DEADLINE, this::onDeadline)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<Message> ask() {
        access.tell(key, new QueueRequest(command, fromQueue));
        return this;
    }

    private Behavior<Message> onReply(QueueReply reply) {
        if (!(reply instanceof QueueReply.Failed failed)) {
            return end(() -> answer.complete(reply));
        }
        boolean nothingDone = failed.reason() == Reason.UNAVAILABLE || failed.reason() == Reason.OVERLOADED;
        if (nothingDone || (isRepeatable() && failed.reason() == Reason.UNKNOWN)) {
            timers.startSingleTimer(Signal.AGAIN, pauses.next());
            return this;
        }
        return end(() -> answer.completeExceptionally(Failures.of(failed)));
    }

    private Behavior<Message> onDeadline() {
        JonoException failure = command instanceof QueueCommand.Describe || command instanceof QueueCommand.Settle
                ? new JonoException(Reason.UNAVAILABLE, key.queue() + " has not answered in time. Try again later.")
                : new JonoException(
                        Reason.UNKNOWN, key.queue() + " has not answered in time: it may or may not be done.");
        return end(() -> answer.completeExceptionally(failure));
    }

    private Behavior<Message> onPostStop() {
        if (!ended) {
            answer.completeExceptionally(new JonoException(
                    Reason.STOPPED, "Whoever asked " + key.queue() + " was stopped before it answered."));
        }
        return this;
    }

    /** The answer is completed off the actor: what depends on it is foreign code. */
    private Behavior<Message> end(Runnable completion) {
        ended = true;
        getContext().getExecutionContext().execute(completion);
        return Behaviors.stopped();
    }

    /** A second purge would take what was sent after the first; everything else may be asked twice. */
    private boolean isRepeatable() {
        return !(command instanceof QueueCommand.Purge);
    }
}
