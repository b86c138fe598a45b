package dev.jono.api.actor;

import dev.jono.api.Message;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueReply.SendOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** What a {@link FakeQueue} remembers of its producers: every outcome, until told to forget. */
final class FakeSessions {
    private static final class Session {
        long last;
        final Map<Long, SendOutcome> outcomes = new TreeMap<>();
    }

    private final QueueKey key;
    private final ToLongFunction<Message> store;
    private final Map<ProducerId, Session> sessions = new HashMap<>();
    private Function<Message, SendOutcome.Kind> admission = message -> SendOutcome.Kind.STORED;

    /** Makes sessions of none; {@code store} stores a message and returns its offset. */
    FakeSessions(QueueKey key, ToLongFunction<Message> store) {
        this.key = key;
        this.store = store;
    }

    void admit(Function<Message, SendOutcome.Kind> newAdmission) {
        admission = newAdmission;
    }

    void end() {
        sessions.clear();
    }

    QueueReply send(QueueCommand.Send send) {
        Session session = sessions.computeIfAbsent(send.producer(), id -> new Session());
        List<SendOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < send.messages().size(); i++) {
            long sequence = send.firstSequence() + i;
            long next = Math.max(session.last + 1, send.lowestUnconfirmed());
            if (sequence > next) {
                return new QueueReply.OutOfSequence(key, send.producer(), next);
            }
            if (sequence == next) {
                session.last = sequence;
                session.outcomes.put(sequence, outcomeOf(send.messages().get(i)));
            }
            SendOutcome outcome = session.outcomes.get(sequence);
            if (outcome == null) {
                throw new IllegalStateException("The producer repeats " + sequence + ", which it had given up.");
            }
            outcomes.add(outcome);
        }
        return new QueueReply.Sent(key, send.producer(), send.firstSequence(), outcomes);
    }

    private SendOutcome outcomeOf(Message message) {
        SendOutcome.Kind kind = admission.apply(message);
        return new SendOutcome(kind, 1, kind == SendOutcome.Kind.STORED ? store.applyAsLong(message) : -1);
    }
}
