package dev.jono.core;

import dev.jono.api.protocol.ProducerId;
import dev.jono.core.QueueImage.DeduplicationImage;
import dev.jono.core.QueueImage.OutboundImage;
import dev.jono.core.QueueImage.RunImage;
import dev.jono.core.QueueImage.SessionImage;
import dev.jono.core.QueueImage.Totals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Turns the journaled state into plain values and back. */
final class Images {
    private Images() {}

    static QueueImage of(QueueState state) {
        return new QueueImage(
                state.key,
                state.settings,
                state.paused,
                state.epoch,
                state.epochEnded,
                state.node,
                state.capacity,
                state.lastWallMillis,
                state.nextOffset,
                new Totals(state.sent, state.acked, state.deadLettered, state.expired),
                new TreeMap<>(state.epochByFirstOffset),
                state.rows.toImage(),
                state.ready.toBytes(),
                state.delayed.toImage(),
                state.expiries.toImage(),
                state.attempts.toImage(),
                state.suspects.toBytes(),
                state.counted.toBytes(),
                state.leases.values().stream()
                        .sorted(Comparator.comparingLong(LeaseRecord::offset))
                        .toList(),
                sessionImages(state),
                deduplicationImages(state),
                outboundImages(state));
    }

    private static List<SessionImage> sessionImages(QueueState state) {
        List<SessionImage> sessions = new ArrayList<>();
        state.sessions.forEach((producer, session) -> sessions.add(sessionImage(producer, session)));
        return sessions;
    }

    private static List<DeduplicationImage> deduplicationImages(QueueState state) {
        List<DeduplicationImage> ids = new ArrayList<>();
        for (Deduplication.Remembered known : state.deduplication.ids()) {
            ids.add(new DeduplicationImage(known.id(), known.offset(), known.untilMillis()));
        }
        return ids;
    }

    private static List<OutboundImage> outboundImages(QueueState state) {
        List<OutboundImage> outbound = new ArrayList<>();
        state.deadLetters.byTarget().forEach((target, letters) -> {
            Map<Long, Effect.DeadLetter> pending = new TreeMap<>();
            letters.pending()
                    .forEach((number, letter) ->
                            pending.put(number, new Effect.DeadLetter(letter.offset(), letter.info())));
            outbound.add(new OutboundImage(target, letters.last(), pending));
        });
        return outbound;
    }

    static QueueState toState(QueueImage image) {
        QueueState state = new QueueState();
        state.key = image.key();
        state.settings = image.settings();
        state.paused = image.paused();
        state.epoch = image.epoch();
        state.epochEnded = image.epochEnded();
        state.node = image.node();
        state.capacity = image.capacity();
        state.lastWallMillis = image.lastWallMillis();
        state.nextOffset = image.nextOffset();
        state.sent = image.totals().sent();
        state.acked = image.totals().acked();
        state.deadLettered = image.totals().deadLettered();
        state.expired = image.totals().expired();
        state.epochByFirstOffset = new TreeMap<>(image.epochByFirstOffset());
        state.rows = RowIndex.fromImage(image.rows());
        state.ready = OffsetSet.fromBytes(image.ready());
        state.delayed = DueIndex.fromImage(image.delayed());
        state.expiries = DueIndex.fromImage(image.expiries());
        state.attempts = AttemptIndex.fromImage(image.attempts());
        state.suspects = OffsetSet.fromBytes(image.suspects());
        state.counted = OffsetSet.fromBytes(image.counted());
        image.leases().forEach(lease -> state.leases.put(lease.offset(), lease));
        image.sessions().forEach(session -> state.sessions.put(session.producer(), session(session)));
        state.deduplication = Deduplication.fromImage(image.deduplication().stream()
                .map(known -> new Deduplication.Remembered(known.id(), known.offset(), known.untilMillis()))
                .toList());
        state.deadLetters = DeadLetters.fromImage(image.deadLetters());
        return state;
    }

    private static SessionImage sessionImage(ProducerId producer, Session session) {
        List<RunImage> runs = session.runs().stream()
                .map(run -> new RunImage(run.firstSequence(), run.outcome()))
                .toList();
        return new SessionImage(producer, session.last(), session.lastSendMillis(), runs);
    }

    private static Session session(SessionImage image) {
        List<Session.Run> runs = image.runs().stream()
                .map(run -> new Session.Run(run.firstSequence(), run.outcome()))
                .toList();
        return Session.restore(image.last(), image.lastSendMillis(), runs);
    }
}
