package dev.jono.persistence;

import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import dev.jono.core.Input;
import java.util.AbstractList;
import java.util.List;
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
    /** Returns what the node tells itself. */
    static Pending own(Input input) {
        return new Pending(input, null, 1, 0, Clock.monotonicMillis());
    }

    /** Returns the inputs of all of these: a view, because a batch may be decided in many parts. */
    static List<Input> inputs(List<Pending> pending) {
        return new AbstractList<>() {
            @Override
            public Input get(int index) {
                return pending.get(index).input();
            }

            @Override
            public int size() {
                return pending.size();
            }
        };
    }

    /** Answers. A failure of a send says which send it was, since its producer has several on their way. */
    void reply(QueueReply reply) {
        if (replyTo == null) {
            return;
        }
        boolean ofSend = input instanceof Input.Client client && client.command() instanceof QueueCommand.Send;
        if (ofSend && reply instanceof QueueReply.Failed failed) {
            replyTo.tell(failed.of((QueueCommand.Send) ((Input.Client) input).command()));
        } else {
            replyTo.tell(reply);
        }
    }
}
