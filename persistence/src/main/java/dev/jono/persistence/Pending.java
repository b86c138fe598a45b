package dev.jono.persistence;

import dev.jono.api.protocol.QueueReply;
import dev.jono.core.Input;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * One input that waits at the gate.
 *
 * @param input what is to be decided
 * @param replyTo who gets the answer; {@code null} for what the node tells itself
 * @param messages how many messages it brings
 * @param bytes how many bytes they have
 * @param arrivedMillis when it came, by the monotonic clock
 */
record Pending(Input input, @Nullable ActorRef<QueueReply> replyTo, int messages, long bytes, long arrivedMillis) {
    void reply(QueueReply reply) {
        if (replyTo != null) {
            replyTo.tell(reply);
        }
    }
}
