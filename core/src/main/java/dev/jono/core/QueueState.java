package dev.jono.core;

import dev.jono.api.Message;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply.SendOutcome;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.longlong.LongIterator;

/**
 * The journaled state of a queue. {@link #evolve} is the only code that changes it, after a decision and on replay alike.
 *
 * <p>Every message that is there is in exactly one of {@code ready} (leased or not), {@code delayed} and {@code
 * deadLetters}; attempts, suspicion and time to live are marks beside that.
 */
final class QueueState {
    @Nullable QueueKey key;

    QueueSettings settings = QueueSettings.DEFAULT;
    boolean paused;
    long epoch;
    boolean epochEnded = true;
    String node = "";
    long capacity;
    long lastWallMillis;
    long nextOffset;

    long sent;
    long acked;
    long deadLettered;
    long expired;

    /** Which epoch stored the offsets from the key on, for the epochs that may still have messages. */
    NavigableMap<Long, Long> epochByFirstOffset = new TreeMap<>();

    RowIndex rows = new RowIndex();
    OffsetSet ready = new OffsetSet();
    DueIndex delayed = new DueIndex();
    DueIndex expiries = new DueIndex();
    AttemptIndex attempts = new AttemptIndex();
    OffsetSet suspects = new OffsetSet();
    OffsetSet counted = new OffsetSet();
    Map<Long, LeaseRecord> leases = new HashMap<>();
    Map<ProducerId, Session> sessions = new LinkedHashMap<>();
    Deduplication deduplication = new Deduplication();
    DeadLetters deadLetters = new DeadLetters();

    /** Not of the state: who keeps what lies in the rows. */
    Removals removals = (ordinal, offset) -> {};

    boolean isDeclared() {
        return key != null;
    }

    /** Tells whether messages are delivered at all: not when paused, nor outside of an epoch. */
    boolean delivers() {
        return isDeclared() && !paused && !epochEnded;
    }

    QueueKey key() {
        if (key == null) {
            throw new IllegalStateException("The queue is not declared");
        }
        return key;
    }

    boolean isLive(long offset) {
        return ready.contains(offset) || delayed.contains(offset) || deadLetters.contains(offset);
    }

    long depth() {
        return ready.size() + delayed.size() + deadLetters.size();
    }

    /** Returns the offset from which on there are messages, the next offset for an empty queue. */
    long lowestLive() {
        RowEntry first = rows.first();
        if (first == null) {
            return nextOffset;
        }
        return epochByFirstOffset.isEmpty()
                ? first.firstOffset()
                : Math.max(first.firstOffset(), epochByFirstOffset.firstKey());
    }

    /** Tells whether a token of {@code tokenEpoch} can be for this message: not, when a later epoch stored it. */
    boolean storedBy(long offset, long tokenEpoch) {
        Map.@Nullable Entry<Long, Long> stored = epochByFirstOffset.floorEntry(offset);
        return stored == null || tokenEpoch >= stored.getValue();
    }

    Suspicion suspicion(long offset) {
        if (!suspects.contains(offset)) {
            return Suspicion.NONE;
        }
        return counted.contains(offset) ? Suspicion.COUNTED : Suspicion.SUSPECT;
    }

    /** Applies {@code event}, which the journal holds in row {@code ordinal}. */
    void evolve(Event event, long ordinal) {
        if (event instanceof Event.Enqueued enqueued) {
            enqueued(enqueued, ordinal);
        } else if (event instanceof Event.Acked ackedEvent) {
            ackedEvent.offsets().forEach(this::forget);
            acked += ackedEvent.offsets().size();
        } else if (event instanceof Event.Leased leased) {
            leased.leases().forEach(lease -> leases.put(lease.offset(), lease));
        } else if (event instanceof Event.Returned returned) {
            returned(returned);
        } else if (event instanceof Event.Matured matured) {
            delayed.removeDue(matured.untilMillis(), ready::add);
            advance(matured.untilMillis());
        } else if (event instanceof Event.DeadLettered letter) {
            deadLettered(letter);
        } else if (event instanceof Event.HandedOver handedOver) {
            deadLetters.confirm(handedOver.target(), handedOver.upToNumber(), this::forgetMarks);
        } else if (event instanceof Event.Expired expiredEvent) {
            expiredEvent.offsets().forEach(this::forget);
            expired += expiredEvent.offsets().size();
        } else if (event instanceof Event.Carried carried) {
            rows.carry(ordinal, carried.messages());
        } else {
            evolveRare(event);
        }
    }

    private void evolveRare(Event event) {
        if (event instanceof Event.Declared declared) {
            key = declared.key();
            settings = declared.settings();
        } else if (event instanceof Event.SettingsChanged changed) {
            settings = changed.settings();
        } else if (event instanceof Event.EpochStarted started) {
            epochStarted(started);
        } else if (event instanceof Event.EpochEnded) {
            epochEnded = true;
        } else if (event instanceof Event.CapacityGrew grew) {
            capacity = grew.capacity();
        } else if (event instanceof Event.Refused refused) {
            refused(refused);
        } else if (event instanceof Event.Duplicate duplicate) {
            duplicate(duplicate);
        } else if (event instanceof Event.SessionsEnded ended) {
            ended.producers().forEach(sessions::remove);
        } else if (event instanceof Event.Purged purged) {
            purged(purged.belowOffset());
        } else if (event instanceof Event.PauseChanged change) {
            paused = change.paused();
        } else {
            throw new IllegalArgumentException("An event without a rule: " + event);
        }
    }

    private void refused(Event.Refused event) {
        SendOutcome outcome = new SendOutcome(event.kind(), event.count(), -1);
        session(event.producer())
                .took(new Session.Run(event.firstSequence(), outcome), event.lowestUnconfirmed(), event.atMillis());
        advance(event.atMillis());
    }

    private void duplicate(Event.Duplicate event) {
        SendOutcome outcome = new SendOutcome(SendOutcome.Kind.DUPLICATE, 1, event.originalOffset());
        session(event.producer())
                .took(new Session.Run(event.sequence(), outcome), event.lowestUnconfirmed(), event.atMillis());
        advance(event.atMillis());
    }

    private void enqueued(Event.Enqueued event, long ordinal) {
        if (event.firstOffset() != nextOffset) {
            throw new IllegalStateException("The journal continues at offset " + event.firstOffset() + " in row "
                    + ordinal + ", but the next offset is " + nextOffset + ": rows are missing or doubled");
        }
        long bytes = 0;
        long offset = nextOffset;
        for (Message message : event.messages()) {
            bytes += message.sizeBytes();
            if (event.producer().isHandOver() || place(offset, message, event.sentAtMillis())) {
                ready.add(offset);
            }
            offset++;
        }
        int count = event.messages().size();
        rows.add(ordinal, nextOffset, count, bytes, event.sentAtMillis());
        session(event.producer())
                .took(
                        new Session.Run(
                                event.firstSequence(),
                                new SendOutcome(SendOutcome.Kind.STORED, count, event.firstOffset())),
                        event.lowestUnconfirmed(),
                        event.sentAtMillis());
        nextOffset = offset;
        sent += count;
        advance(event.sentAtMillis());
    }

    /**
     * Marks what is special about a message; a dead letter has nothing, because delay, time to live and deduplication were
     * the source's.
     *
     * @return whether the message is ready at once
     */
    private boolean place(long offset, Message message, long sentAtMillis) {
        boolean isDelayed = !message.delay().isZero();
        if (isDelayed) {
            delayed.add(
                    offset, DueIndex.bucketMillis(sentAtMillis, message.delay().toMillis()));
        }
        if (message.timeToLive() != null) {
            expiries.add(
                    offset,
                    DueIndex.bucketMillis(sentAtMillis, message.timeToLive().toMillis()));
        }
        String id = message.deduplicationId();
        if (id != null && !settings.deduplicationWindow().isZero()) {
            long untilMillis = sentAtMillis + settings.deduplicationWindow().toMillis();
            deduplication.remember(new Deduplication.Remembered(id, offset, untilMillis), sentAtMillis);
        }
        return !isDelayed;
    }

    private void returned(Event.Returned event) {
        long offset = event.offset();
        leases.remove(offset);
        attempts.set(offset, event.attempts());
        mark(offset, event.suspicion());
        if (event.dueMillis() > 0 && ready.remove(offset)) {
            delayed.add(offset, event.dueMillis());
        }
    }

    private void deadLettered(Event.DeadLettered event) {
        long offset = event.offset();
        leases.remove(offset);
        mark(offset, Suspicion.NONE);
        expiries.remove(offset);
        if (!ready.remove(offset)) {
            delayed.remove(offset);
        }
        deadLetters.add(offset, event.target(), event.number(), event.info());
        deadLettered++;
    }

    private void epochStarted(Event.EpochStarted event) {
        if (!epochEnded) {
            suspectTheHead();
        }
        epoch = event.epoch();
        epochEnded = false;
        node = event.node();
        capacity = 0;
        epochByFirstOffset.put(nextOffset, epoch);
        epochByFirstOffset
                .headMap(epochByFirstOffset.floorKey(lowestLive()), false)
                .clear();
        advance(event.atMillis());
    }

    /**
     * Suspects what the last incarnation may have delivered without having journaled the lease: as many messages at the head
     * as its consumers could hold. Without this, a message that kills its process before its lease is journaled, and its
     * queue with it, would do so for ever.
     */
    private void suspectTheHead() {
        LongIterator head = ready.iterator();
        for (long held = 0; held < capacity && head.hasNext(); held++) {
            suspects.add(head.next());
        }
    }

    /** Set by set: one by one, ten million would take ten seconds. */
    private void purged(long below) {
        OffsetSet gone = OffsetSet.union(List.of(ready, delayed.offsets()));
        leases.keySet().forEach(gone::remove);
        gone.removeFrom(below);
        ready.removeAll(gone);
        delayed.removeAll(gone);
        attempts.removeAll(gone);
        suspects.removeAll(gone);
        counted.removeAll(gone);
        expiries.removeAll(gone);
        for (LongIterator offsets = gone.iterator(); offsets.hasNext(); ) {
            long offset = offsets.next();
            removals.removed(rows.removeOne(offset), offset);
        }
    }

    private void forget(long offset) {
        if (!ready.remove(offset) && !delayed.remove(offset)) {
            throw new IllegalStateException("Offset " + offset + " is gone already");
        }
        forgetMarks(offset);
    }

    private void forgetMarks(long offset) {
        leases.remove(offset);
        attempts.remove(offset);
        suspects.remove(offset);
        counted.remove(offset);
        expiries.remove(offset);
        removals.removed(rows.removeOne(offset), offset);
    }

    private void mark(long offset, Suspicion suspicion) {
        if (suspicion == Suspicion.NONE) {
            suspects.remove(offset);
        } else {
            suspects.add(offset);
        }
        if (suspicion == Suspicion.COUNTED) {
            counted.add(offset);
        } else {
            counted.remove(offset);
        }
    }

    private Session session(ProducerId producer) {
        return sessions.computeIfAbsent(producer, id -> new Session());
    }

    private void advance(long wallMillis) {
        lastWallMillis = Math.max(lastWallMillis, wallMillis);
    }
}
