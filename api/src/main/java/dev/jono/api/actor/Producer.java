package dev.jono.api.actor;

import dev.jono.api.Message;
import dev.jono.api.MessageId;
import dev.jono.api.ProducerSettings;
import dev.jono.api.QueueName;
import dev.jono.api.spi.QueueAccess;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.pattern.StatusReply;

/**
 * An actor that sends messages to one queue, in order and through failovers.
 *
 * <p>It numbers its messages and sends them in batches: what arrives while batches are on their way goes with the next
 * one. A batch that is not answered is sent again under the same numbers, so nothing is stored twice. A message is
 * answered exactly once: with its id when it is stored durably, or with a {@link dev.jono.api.JonoException}, whose
 * reason {@code UNKNOWN} says that it may or may not be stored.
 *
 * <p>It holds a bounded number of unconfirmed messages and bytes, see {@link ProducerSettings}; past that a send is
 * answered {@code OVERLOADED} at once. Senders hold back by waiting for answers.
 */
public final class Producer {
    private Producer() {}

    /** What a producer takes. */
    public sealed interface Command permits Send, SendMany, Stop, ProducerActor.Internal {}

    /**
     * Sends a message.
     *
     * @param message the message
     * @param replyTo is told the id under which it is stored, or the failure
     */
    public record Send(Message message, ActorRef<StatusReply<MessageId>> replyTo) implements Command {}

    /**
     * Sends several messages, in their order. They are not one unit: each has a result of its own.
     *
     * @param messages the messages
     * @param replyTo is told all results together, once the last is known
     */
    public record SendMany(List<Message> messages, ActorRef<SentMany> replyTo) implements Command {
        public SendMany {
            messages = List.copyOf(messages);
        }
    }

    /**
     * The answer to {@link SendMany}.
     *
     * @param results one for each message, in their order
     */
    public record SentMany(List<StatusReply<MessageId>> results) {
        public SentMany {
            results = List.copyOf(results);
        }
    }

    /**
     * Stops the producer: it takes nothing more, and waits for what is unconfirmed up to its stop timeout; the rest fails
     * as {@code UNKNOWN}, or as {@code STOPPED} if it was never sent.
     *
     * @param replyTo is told when it has stopped
     */
    public record Stop(ActorRef<Done> replyTo) implements Command {}

    /** Returns the behavior of a producer for {@code queue}. Each incarnation is a producer of its own to the queue. */
    public static Behavior<Command> create(QueueAccess access, QueueName queue, ProducerSettings settings) {
        return create(access, queue, settings, new Outbox(queue, settings));
    }

    static Behavior<Command> create(QueueAccess access, QueueName queue, ProducerSettings settings, Outbox outbox) {
        return ProducerActor.create(access, queue, settings, outbox);
    }
}
