package dev.jono.api.actor;

import dev.jono.api.JonoException;
import dev.jono.api.MessageId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/** Who is told what became of one message. Told exactly once, by the producer actor. */
sealed interface SendResult {
    /** The message is stored, durably. */
    void stored(MessageId id);

    /** The message is not stored, or nobody knows whether it is: the reason says. */
    void failed(JonoException failure);

    /** An actor that sent one message. */
    record ToActor(ActorRef<StatusReply<MessageId>> replyTo) implements SendResult {
        @Override
        public void stored(MessageId id) {
            replyTo.tell(StatusReply.success(id));
        }

        @Override
        public void failed(JonoException failure) {
            replyTo.tell(StatusReply.error(failure));
        }
    }

    /** A message from the outbox: it gets its room back, and the future is completed at the end of the actor's turn. */
    record ToOutbox(Outbox outbox, Outbox.Outgoing outgoing, Completions completions) implements SendResult {
        @Override
        public void stored(MessageId id) {
            outbox.release(outgoing.bytes());
            completions.complete(outgoing.future(), id);
        }

        @Override
        public void failed(JonoException failure) {
            outbox.release(outgoing.bytes());
            completions.fail(outgoing.future(), failure);
        }
    }

    /** One of several messages that an actor sent together. */
    record Part(Whole whole, int index) implements SendResult {
        @Override
        public void stored(MessageId id) {
            whole.put(index, StatusReply.success(id));
        }

        @Override
        public void failed(JonoException failure) {
            whole.put(index, StatusReply.error(failure));
        }
    }

    /** The results of several messages that were sent together; the last one sends the answer. */
    final class Whole {
        private final List<StatusReply<MessageId>> results;
        private final ActorRef<Producer.SentMany> replyTo;
        private int missing;

        Whole(int size, ActorRef<Producer.SentMany> replyTo) {
            this.results = new ArrayList<>(Collections.nCopies(size, StatusReply.error("No result yet.")));
            this.replyTo = replyTo;
            this.missing = size;
        }

        private void put(int index, StatusReply<MessageId> result) {
            results.set(index, result);
            missing--;
            if (missing == 0) {
                replyTo.tell(new Producer.SentMany(results));
            }
        }
    }
}
