package dev.jono.core;

import dev.jono.api.LeaseToken;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.ProducerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one batch has decided so far, over a state that it only reads: later commands of the batch see what earlier ones
 * did. A batch of n decides as n batches of one.
 */
final class Batch {
    /**
     * How many leases one commit journals at most, ends because their time is up, or ends because who holds them is gone; and how
     * many inputs return in one before it takes no further input. 120 bytes or so each in the journal, which takes no write of
     * more than 8 MiB. What is left follows with the next commit, which is due at once.
     */
    static final int MAX_LEASES = 4_000;

    /** How many messages inputs dead-letter in one commit before it takes no further input; each brings an error of up to a KiB. */
    private static final int MAX_DEAD_LETTERS = 1_000;

    final QueueState state;
    final Leasing leasing;
    final Limits limits;
    final Now now;

    /** When this incarnation began. */
    final long beganMillis;

    final List<Event> events = new ArrayList<>();
    final List<Note> notes = new ArrayList<>();

    /** How many more deliveries the consumers of this batch may hold than before, and the capacity journaled for it. */
    long reserved;

    long capacity;

    /** How many consumers registered in this batch. */
    int registered;

    private final List<Long> acked = new ArrayList<>();
    private final List<Long> expired = new ArrayList<>();
    private final Map<Long, Ended> ended = new HashMap<>();
    private final Set<Long> journaled = new HashSet<>();
    private final Map<ProducerId, Session> sessions = new HashMap<>();
    private final Map<String, Long> rememberedIds = new HashMap<>();
    private final Map<QueueName, Long> lastNumbers = new HashMap<>();
    private final Map<Long, RowEntry> rowsWithFewer = new HashMap<>();
    private long nextOffset;
    private long depth;
    private long bytes;
    private int rememberedBefore = -1;
    private int returned;
    private int deadLetters;

    /** How a delivery ended within this batch. */
    enum Ended {
        GONE,
        DEAD_LETTERED,
        RETURNED
    }

    Batch(QueueState state, Leasing leasing, Limits limits, Now now, long beganMillis) {
        this.state = state;
        this.leasing = leasing;
        this.limits = limits;
        this.now = now;
        this.beganMillis = beganMillis;
        this.nextOffset = state.nextOffset;
        this.depth = state.depth();
        this.bytes = state.rows.bytes();
    }

    /** Tells whether nothing has been decided in this batch. */
    boolean isUntouched() {
        return events.isEmpty() && notes.isEmpty() && ended.isEmpty();
    }

    /** What time alone returned, or made dead letters of with short errors, does not keep inputs out. */
    void timeHadItsDue() {
        returned = 0;
        deadLetters = 0;
    }

    /** Tells whether the commit is large enough: what follows waits for the next one. */
    boolean isLarge() {
        return returned >= MAX_LEASES || deadLetters >= MAX_DEAD_LETTERS;
    }

    QueueSettings settings() {
        return state.settings;
    }

    Optional<QueueName> deadLetterQueue() {
        return state.settings.deadLetterQueueOf(state.key().queue());
    }

    // Producers

    Session session(ProducerId producer) {
        return sessions.computeIfAbsent(producer, id -> {
            @Nullable Session known = state.sessions.get(id);
            return known == null ? new Session() : known.copy();
        });
    }

    /** Tells whether the producer's numbers are remembered; a session that has taken nothing is none. */
    boolean knows(ProducerId producer) {
        @Nullable Session inBatch = sessions.get(producer);
        return inBatch == null ? state.sessions.containsKey(producer) : inBatch.last() > 0;
    }

    int producers() {
        int added = 0;
        for (Map.Entry<ProducerId, Session> entry : sessions.entrySet()) {
            if (entry.getValue().last() > 0 && !state.sessions.containsKey(entry.getKey())) {
                added++;
            }
        }
        return state.sessions.size() + added;
    }

    @Nullable Long offsetOfDuplicate(String deduplicationId) {
        if (settings().deduplicationWindow().isZero()) {
            return null;
        }
        @Nullable Long inBatch = rememberedIds.get(deduplicationId);
        if (inBatch != null) {
            return inBatch;
        }
        Deduplication.@Nullable Remembered before = state.deduplication.find(deduplicationId, now.wallMillis());
        return before == null ? null : before.offset();
    }

    boolean remembersTooMany() {
        if (rememberedBefore < 0) {
            rememberedBefore = state.deduplication.size(now.wallMillis());
        }
        return rememberedBefore + rememberedIds.size() >= settings().maxDeduplicationIds();
    }

    boolean isFull(int messageBytes) {
        return depth >= settings().maxMessages()
                || bytes + messageBytes > settings().maxBytes();
    }

    /** Takes the next offset for a message. */
    long store(int messageBytes, @Nullable String deduplicationId) {
        depth++;
        bytes += messageBytes;
        if (deduplicationId != null && !settings().deduplicationWindow().isZero()) {
            rememberedIds.put(deduplicationId, nextOffset);
        }
        return nextOffset++;
    }

    long nextOffset() {
        return nextOffset;
    }

    // Deliveries

    /** Tells whether a token can be for this message of this queue at all. */
    boolean canBeOurs(long offset, LeaseToken token) {
        return token.generation() == state.key().generation()
                && token.epoch() <= state.epoch
                && offset >= 0
                && offset < state.nextOffset
                && (!isLive(offset) || state.storedBy(offset, token.epoch()));
    }

    boolean isLive(long offset) {
        return ended.get(offset) != Ended.GONE && state.isLive(offset);
    }

    /** Tells whether the message is done here: gone, or on its way to the dead-letter queue. */
    boolean isDone(long offset) {
        return !isLive(offset) || ended.get(offset) == Ended.DEAD_LETTERED || state.deadLetters.contains(offset);
    }

    /** Tells whether this batch has ended the delivery of {@code offset} already, one way or another. */
    boolean hasEnded(long offset) {
        return ended.containsKey(offset);
    }

    /** Returns the lease on {@code offset} that is still in force within this batch. */
    @Nullable Lease lease(long offset) {
        return hasEnded(offset) ? null : leasing.lease(offset);
    }

    void ack(long offset) {
        acked.add(offset);
        ended.put(offset, Ended.GONE);
        free(offset);
    }

    void expire(long offset) {
        expired.add(offset);
        ended.put(offset, Ended.GONE);
        free(offset);
    }

    void giveBack(Event.Returned event) {
        events.add(event);
        ended.put(event.offset(), Ended.RETURNED);
        returned++;
    }

    /** Ends a delivery that left no trace in the journal, without leaving one. */
    void forgetLease(long offset) {
        notes.add(new Note.LeaseEnded(offset));
        ended.put(offset, Ended.RETURNED);
    }

    void deadLetter(long offset, QueueName target, DeadLetterInfo info) {
        long number = lastNumbers.computeIfAbsent(target, state.deadLetters::last) + 1;
        lastNumbers.put(target, number);
        events.add(new Event.DeadLettered(offset, target, number, info));
        ended.put(offset, Ended.DEAD_LETTERED);
        deadLetters++;
    }

    /** Tells whether one commit can journal every lease that is not journaled yet. */
    boolean canJournalAllLeases() {
        return leasing.unjournaled().all().size() <= MAX_LEASES;
    }

    /** Journals every lease that is not journaled yet and has not ended in this batch, or as many as one commit takes. */
    void journalAllLeases() {
        journalLeases(leasing.unjournaled().all());
    }

    /** Journals what this batch has gathered, and leases that are old enough if there is a commit anyway or must be one. */
    void close() {
        if (!expired.isEmpty()) {
            events.add(new Event.Expired(Offsets.of(expired)));
        }
        if (!acked.isEmpty()) {
            events.add(new Event.Acked(Offsets.of(acked)));
        }
        boolean mustWrite = !events.isEmpty()
                || leasing.unjournaled().oldestMillis() <= now.monotonicMillis() - limits.journalLeaseAtLatestMillis();
        long begunUntil = now.monotonicMillis() - limits.journalLeaseAfterMillis();
        journalLeases(
                mustWrite
                        ? leasing.unjournaled().begunUntil(begunUntil)
                        : leasing.unjournaled().awaiting());
    }

    /** Journals as many of {@code leases} as this commit may still take. */
    private void journalLeases(List<Lease> leases) {
        List<LeaseRecord> records = new ArrayList<>();
        for (Lease lease : leases) {
            if (journaled.size() == MAX_LEASES) {
                break;
            }
            if (!hasEnded(lease.offset()) && journaled.add(lease.offset())) {
                records.add(lease.record);
            }
        }
        if (!records.isEmpty()) {
            events.add(new Event.Leased(records));
        }
    }

    private void free(long offset) {
        depth--;
        @Nullable RowEntry row = state.rows.rowOf(offset);
        if (row == null) {
            throw new IllegalStateException("Offset " + offset + " is in no row");
        }
        RowEntry current = rowsWithFewer.getOrDefault(row.firstOffset(), row);
        bytes -= current.averageBytes();
        rowsWithFewer.put(row.firstOffset(), current.live() == 1 ? current : current.withoutOne());
    }
}
