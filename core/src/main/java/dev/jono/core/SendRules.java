package dev.jono.core;

import dev.jono.api.JonoException.Reason;
import dev.jono.api.Message;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueReply.SendOutcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of sends. A producer numbers its messages; only the next number is taken, a repeat is answered with its first
 * outcome, and a refusal uses its number up. That makes retries harmless and keeps the producer's order.
 */
final class SendRules {
    private final Batch batch;
    private final QueueCommand.Send send;
    private final Session session;

    /** The messages that are to be stored next to each other. */
    private final List<Message> run = new ArrayList<>();

    private long runFirstSequence;

    /** The refusals that are to be journaled together. */
    private SendOutcome.@Nullable Kind refusedKind;

    private long refusedFirstSequence;
    private int refused;

    private SendRules(Batch batch, QueueCommand.Send send) {
        this.batch = batch;
        this.send = send;
        this.session = batch.session(send.producer());
    }

    static QueueReply decide(Batch batch, QueueCommand.Send send) {
        if (!send.producer().isHandOver()
                && !batch.knows(send.producer())
                && batch.producers() >= batch.limits.maxProducers()) {
            return new QueueReply.Failed(
                    Reason.TOO_MANY_PRODUCERS,
                    "The queue remembers " + batch.limits.maxProducers()
                            + " producers, as many as it may. Share producers, or wait until idle ones are forgotten.");
        }
        return new SendRules(batch, send).decide();
    }

    private QueueReply decide() {
        long next = session.next(send.lowestUnconfirmed());
        long first = send.firstSequence();
        long end = first + send.messages().size();
        if (first > next) {
            return new QueueReply.OutOfSequence(batch.state.key(), send.producer(), next);
        }
        for (long sequence = next; sequence < end; sequence++) {
            decideOne(sequence, send.messages().get(Math.toIntExact(sequence - first)));
        }
        closeRun();
        closeRefused();
        return answer(first, end);
    }

    private void decideOne(long sequence, Message message) {
        @Nullable String id = send.producer().isHandOver() ? null : message.deduplicationId();
        @Nullable Long original = id == null ? null : batch.offsetOfDuplicate(id);
        if (original != null) {
            duplicate(sequence, original);
            return;
        }
        SendOutcome.@Nullable Kind refusal = refusal(message);
        if (refusal != null) {
            refuse(sequence, refusal);
            return;
        }
        if (run.isEmpty()) {
            closeRefused();
            runFirstSequence = sequence;
        }
        run.add(message);
        batch.store(message.sizeBytes(), id);
    }

    private SendOutcome.@Nullable Kind refusal(Message message) {
        if (send.producer().isHandOver()) {
            return null; // what was numbered is completed, whatever the limits say
        }
        int bytes = message.sizeBytes();
        if (bytes > batch.settings().maxMessageBytes()) {
            return SendOutcome.Kind.MESSAGE_TOO_LARGE;
        }
        if (batch.isFull(bytes)) {
            return SendOutcome.Kind.QUEUE_FULL;
        }
        boolean remembers = message.deduplicationId() != null
                && !batch.settings().deduplicationWindow().isZero();
        return remembers && batch.remembersTooMany() ? SendOutcome.Kind.DEDUPLICATION_FULL : null;
    }

    private void closeRefused() {
        if (refusedKind != null) {
            batch.events.add(new Event.Refused(
                    send.producer(),
                    refusedFirstSequence,
                    send.lowestUnconfirmed(),
                    refused,
                    refusedKind,
                    batch.now.wallMillis()));
        }
        refusedKind = null;
        refused = 0;
    }

    private void closeRun() {
        if (run.isEmpty()) {
            return;
        }
        long firstOffset = batch.nextOffset() - run.size();
        batch.events.add(new Event.Enqueued(
                send.producer(),
                runFirstSequence,
                send.lowestUnconfirmed(),
                firstOffset,
                batch.now.wallMillis(),
                List.copyOf(run)));
        took(runFirstSequence, new SendOutcome(SendOutcome.Kind.STORED, run.size(), firstOffset));
        run.clear();
    }

    private void refuse(long sequence, SendOutcome.Kind kind) {
        closeRun();
        if (refusedKind != kind) {
            closeRefused();
            refusedKind = kind;
            refusedFirstSequence = sequence;
        }
        refused++;
        took(sequence, new SendOutcome(kind, 1, -1));
    }

    private void duplicate(long sequence, long original) {
        closeRun();
        closeRefused();
        batch.events.add(new Event.Duplicate(
                send.producer(), sequence, send.lowestUnconfirmed(), original, batch.now.wallMillis()));
        took(sequence, new SendOutcome(SendOutcome.Kind.DUPLICATE, 1, original));
    }

    private void took(long sequence, SendOutcome outcome) {
        session.took(new Session.Run(sequence, outcome), send.lowestUnconfirmed(), batch.now.wallMillis());
    }

    /** Answers with every outcome that is remembered; the producer waits for no older one. */
    private QueueReply answer(long first, long end) {
        List<Session.Run> runs = session.outcomes(first, end);
        long firstAnswered = runs.isEmpty() ? end : runs.get(0).firstSequence();
        List<SendOutcome> outcomes = runs.stream().map(Session.Run::outcome).toList();
        return new QueueReply.Sent(batch.state.key(), send.producer(), firstAnswered, outcomes);
    }
}
