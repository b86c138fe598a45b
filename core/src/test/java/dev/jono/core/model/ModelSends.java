package dev.jono.core.model;

import static dev.jono.core.model.Expect.check;

import dev.jono.api.JonoException.Reason;
import dev.jono.api.Message;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueReply.SendOutcome;
import dev.jono.api.protocol.QueueReply.SendOutcome.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Producers' numbers and deduplication ids, remembered one by one. */
final class ModelSends {
    private final int maxProducers;
    private final long sessionMillis;
    private final Map<ProducerId, ModelSession> sessions = new HashMap<>();
    private final Map<String, Remembered> ids = new HashMap<>();

    private static final class ModelSession {
        long last;
        long waitedFor;
        long idleSinceMillis;
        final TreeMap<Long, SendOutcome> outcomes = new TreeMap<>();
    }

    private record Remembered(long offset, long untilMillis) {}

    /** Where a message that is taken goes. */
    interface Store {
        long depth();

        long bytes();

        long store(Message message, boolean isDeadLetter);
    }

    ModelSends(int maxProducers, long sessionMillis) {
        this.maxProducers = maxProducers;
        this.sessionMillis = sessionMillis;
    }

    /** A new owner gives every producer its full time again. */
    void newEpoch(long nowMillis) {
        sessions.values().forEach(session -> session.idleSinceMillis = Math.max(session.idleSinceMillis, nowMillis));
    }

    void pass(long nowMillis) {
        sessions.entrySet()
                .removeIf(entry ->
                        !entry.getKey().isHandOver() && entry.getValue().idleSinceMillis + sessionMillis <= nowMillis);
    }

    void send(QueueCommand.Send send, QueueReply reply, QueueSettings settings, long nowMillis, Store store) {
        @Nullable ModelSession known = sessions.get(send.producer());
        if (known == null && !send.producer().isHandOver() && sessions.size() >= maxProducers) {
            check(
                    reply instanceof QueueReply.Failed failed && failed.reason() == Reason.TOO_MANY_PRODUCERS,
                    "too many producers, but: " + reply);
            return;
        }
        ModelSession session = known == null ? new ModelSession() : known;
        long next = Math.max(session.last + 1, send.lowestUnconfirmed());
        if (send.firstSequence() > next) {
            check(
                    reply instanceof QueueReply.OutOfSequence gap && gap.nextSequence() == next,
                    "a gap before " + next + ", but: " + reply);
            return;
        }
        long end = send.firstSequence() + send.messages().size();
        for (long sequence = next; sequence < end; sequence++) {
            Message message = send.messages().get((int) (sequence - send.firstSequence()));
            boolean isDeadLetter = send.producer().isHandOver();
            session.outcomes.put(sequence, outcome(message, isDeadLetter, settings, nowMillis, store));
            session.last = sequence;
            session.idleSinceMillis = nowMillis;
            session.waitedFor = Math.max(session.waitedFor, send.lowestUnconfirmed());
            sessions.put(send.producer(), session);
        }
        checkAnswer(send.firstSequence(), end, session, reply);
    }

    private SendOutcome outcome(
            Message message, boolean isDeadLetter, QueueSettings settings, long nowMillis, Store store) {
        if (isDeadLetter) {
            return new SendOutcome(Kind.STORED, 1, store.store(message, true));
        }
        @Nullable String id = settings.deduplicationWindow().isZero() ? null : message.deduplicationId();
        @Nullable Remembered first = id == null ? null : ids.get(id);
        if (first != null && first.untilMillis > nowMillis) {
            return new SendOutcome(Kind.DUPLICATE, 1, first.offset);
        }
        if (message.sizeBytes() > settings.maxMessageBytes()) {
            return new SendOutcome(Kind.MESSAGE_TOO_LARGE, 1, -1);
        }
        if (store.depth() >= settings.maxMessages() || store.bytes() + message.sizeBytes() > settings.maxBytes()) {
            return new SendOutcome(Kind.QUEUE_FULL, 1, -1);
        }
        if (id != null && remembered(nowMillis) >= settings.maxDeduplicationIds()) {
            return new SendOutcome(Kind.DEDUPLICATION_FULL, 1, -1);
        }
        long offset = store.store(message, false);
        if (id != null) {
            ids.put(
                    id,
                    new Remembered(
                            offset, nowMillis + settings.deduplicationWindow().toMillis()));
        }
        return new SendOutcome(Kind.STORED, 1, offset);
    }

    private long remembered(long nowMillis) {
        return ids.values().stream().filter(id -> id.untilMillis > nowMillis).count();
    }

    /** Every number that the producer still waits for is answered, each with its own first outcome, and none besides. */
    private static void checkAnswer(long first, long end, ModelSession session, QueueReply reply) {
        check(reply instanceof QueueReply.Sent, "sent, but: " + reply);
        QueueReply.Sent sent = (QueueReply.Sent) reply;
        List<SendOutcome> answered = new ArrayList<>();
        for (SendOutcome run : sent.outcomes()) {
            for (int i = 0; i < run.count(); i++) {
                answered.add(new SendOutcome(run.kind(), 1, run.firstOffset() < 0 ? -1 : run.firstOffset() + i));
            }
        }
        check(sent.firstSequence() + answered.size() == end, "answers up to " + end + ", but: " + reply);
        long mustStartAt = Math.max(first, Math.min(end, session.waitedFor));
        check(sent.firstSequence() <= mustStartAt, "answers from " + mustStartAt + ", but: " + reply);
        for (int i = 0; i < answered.size(); i++) {
            @Nullable SendOutcome expected = session.outcomes.get(sent.firstSequence() + i);
            check(
                    answered.get(i).equals(expected),
                    "number " + (sent.firstSequence() + i) + " was " + expected + ", but: " + answered.get(i));
        }
    }
}
