package dev.jono.api.actor;

import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * A command on its way to a queue, and who gets the answer.
 *
 * @param command what is asked
 * @param replyTo who gets the {@link QueueReply}; for a {@link QueueCommand.Refresh} also who gets the deliveries
 */
public record QueueRequest(QueueCommand command, ActorRef<QueueReply> replyTo) implements QueueInbound {}
