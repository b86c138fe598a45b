package dev.jono.core;

import dev.jono.api.LeaseToken;
import dev.jono.api.QueueName;
import dev.jono.core.Effect.Grant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.longlong.LongIterator;

/** Matches ready messages with credit after a commit, and hands dead letters over. Touches soft state only. */
final class Dispatcher {
    /** How many messages a consumer gets before the next one has its turn. */
    private static final int TURN = 16;

    private final QueueState state;
    private final Leasing leasing;
    private final Limits limits;

    /** Until when nothing below {@link #headEnd} is delivered: its consumers may be about to report that they hold it. */
    private long headHeldUntilMillis = Long.MIN_VALUE;

    private long headEnd;

    /** The process in which a counted suspect runs alone, or that is being emptied for one; {@code null} for none. */
    private @Nullable String quarantined;

    private long quarantinedOffset;

    private final Map<QueueName, Long> handedOverAtMillis = new HashMap<>();
    private final Map<QueueName, Long> handedOverFirst = new HashMap<>();

    Dispatcher(QueueState state, Leasing leasing, Limits limits) {
        this.state = state;
        this.leasing = leasing;
        this.limits = limits;
    }

    /** Holds the head back, after a recovery, until the consumers have had the time to say what they hold. */
    void holdHead(long untilMillis) {
        headHeldUntilMillis = untilMillis;
        headEnd = state.nextOffset;
    }

    long headHeldUntilMillis() {
        return headHeldUntilMillis;
    }

    List<Effect> dispatch(Decision decision, Now now) {
        long leaseMillis = state.settings.lease().toMillis();
        Map<ConsumerEntry, List<Grant>> grants = new LinkedHashMap<>();
        for (Note note : decision.notes()) {
            leasing.apply(note, now, leaseMillis);
        }
        for (Event event : decision.events()) {
            for (Lease lease : leasing.apply(event, state)) {
                addGrant(grants, lease);
            }
        }
        openHead(now);
        if (state.isDeclared() && !state.paused) {
            endQuarantine();
            matchSuspects(now);
            match(grants, now);
        }
        return effects(grants, now);
    }

    /** Tells in how many milliseconds {@link #dispatch} would do more than now. */
    long untilNext(Now now) {
        long due = headHeldUntilMillis == Long.MIN_VALUE ? Long.MAX_VALUE : headHeldUntilMillis;
        for (var entry : state.deadLetters.byTarget().entrySet()) {
            if (!entry.getValue().pending().isEmpty()) {
                long last = handedOverAtMillis.getOrDefault(entry.getKey(), now.monotonicMillis());
                due = Math.min(due, last + limits.handOverRetryMillis());
            }
        }
        return due == Long.MAX_VALUE ? due : Math.max(0, due - now.monotonicMillis());
    }

    private void openHead(Now now) {
        if (headHeldUntilMillis != Long.MIN_VALUE && now.monotonicMillis() >= headHeldUntilMillis) {
            headHeldUntilMillis = Long.MIN_VALUE;
            leasing.rewind(state.lowestLive());
        }
    }

    private boolean isHeadHeld() {
        return headHeldUntilMillis != Long.MIN_VALUE;
    }

    private void match(Map<ConsumerEntry, List<Grant>> grants, Now now) {
        List<ConsumerEntry> hungry = hungry();
        if (hungry.isEmpty()) {
            return;
        }
        long from = isHeadHeld() ? Math.max(leasing.cursor(), headEnd) : leasing.cursor();
        LongIterator ready = state.ready.iteratorFrom(from);
        int turn = 0;
        int given = 0;
        while (ready.hasNext() && !hungry.isEmpty()) {
            long offset = ready.next();
            leasing.moveCursor(offset + 1);
            if (leasing.isLeased(offset) || state.suspects.contains(offset)) {
                continue;
            }
            ConsumerEntry consumer = hungry.get(turn % hungry.size());
            addGrant(grants, grant(offset, consumer, now));
            given++;
            if (consumer.credit() <= 0) {
                hungry.remove(turn % hungry.size());
                given = 0;
            } else if (given >= TURN) {
                turn = (turn + 1) % hungry.size();
                given = 0;
            }
            turn = hungry.isEmpty() ? 0 : turn % hungry.size();
        }
        grants.keySet().forEach(this::rotate);
    }

    private void rotate(ConsumerEntry consumer) {
        if (!consumer.isReceive()) {
            leasing.rotate(consumer);
        }
    }

    private List<ConsumerEntry> hungry() {
        List<ConsumerEntry> hungry = new ArrayList<>();
        for (ConsumerEntry consumer : leasing.consumers()) {
            if (consumer.credit() > 0 && !consumer.id.process().equals(quarantined)) {
                hungry.add(consumer);
            }
        }
        return hungry;
    }

    private Lease grant(long offset, ConsumerEntry consumer, Now now) {
        return leasing.grant(offset, leasing.nextToken(state), consumer, leaseMillis(consumer), now.monotonicMillis());
    }

    private long leaseMillis(ConsumerEntry consumer) {
        return consumer.leaseMillis > 0
                ? consumer.leaseMillis
                : state.settings.lease().toMillis();
    }

    // Suspects: only to an idle handler, and journaled as started before they go; counted ones alone in a process.

    private void matchSuspects(Now now) {
        if (state.suspects.isEmpty()) {
            return;
        }
        LongIterator suspects = state.suspects.iteratorFrom(isHeadHeld() ? headEnd : 0);
        while (suspects.hasNext()) {
            long offset = suspects.next();
            if (!state.ready.contains(offset) || leasing.isLeased(offset)) {
                continue;
            }
            boolean alone = state.counted.contains(offset);
            @Nullable ConsumerEntry consumer = alone ? idleProcessFor(offset) : idleHandler();
            if (consumer != null) {
                LeaseToken token = leasing.nextToken(state);
                leasing.grantSuspect(offset, token, consumer, leaseMillis(consumer), now.monotonicMillis());
            } else if (!alone) {
                return; // the others would find no handler either
            }
        }
    }

    private @Nullable ConsumerEntry idleHandler() {
        for (ConsumerEntry consumer : leasing.consumers()) {
            if (consumer.hasIdleHandler() && !consumer.id.process().equals(quarantined)) {
                return consumer;
            }
        }
        return null;
    }

    /** Finds a process that holds nothing; when there is none, keeps new work from one until it is empty. */
    private @Nullable ConsumerEntry idleProcessFor(long offset) {
        if (quarantined != null && quarantinedOffset != offset) {
            return null;
        }
        @Nullable ConsumerEntry best = null;
        for (ConsumerEntry consumer : leasing.consumers()) {
            boolean allowed = quarantined == null || consumer.id.process().equals(quarantined);
            if (allowed && consumer.capacity > 0 && (best == null || held(consumer) < held(best))) {
                best = consumer;
            }
        }
        if (best == null) {
            quarantined = null;
            return null;
        }
        quarantined = best.id.process();
        quarantinedOffset = offset;
        return held(best) == 0 ? best : null;
    }

    private int held(ConsumerEntry consumer) {
        int held = 0;
        for (ConsumerEntry other : leasing.consumers()) {
            if (other.id.process().equals(consumer.id.process())) {
                held += other.leases.size();
            }
        }
        return held;
    }

    private void endQuarantine() {
        boolean waits = state.counted.contains(quarantinedOffset) && state.ready.contains(quarantinedOffset);
        if (quarantined != null && !waits) {
            quarantined = null;
        }
    }

    // Effects

    private void addGrant(Map<ConsumerEntry, List<Grant>> grants, Lease lease) {
        if (lease.consumer == null) {
            return; // gone between the grant and its row; its lease ends with it
        }
        int attempt = state.attempts.of(lease.offset()) + 1;
        if (attempt > 1) {
            leasing.redelivered++;
        }
        grants.computeIfAbsent(lease.consumer, consumer -> new ArrayList<>())
                .add(new Grant(lease.offset(), lease.record.token(), attempt, lease.record.leaseMillis()));
    }

    private List<Effect> effects(Map<ConsumerEntry, List<Grant>> grants, Now now) {
        List<Effect> effects = new ArrayList<>();
        grants.forEach((consumer, given) -> {
            effects.add(new Effect.Deliver(consumer.id, state.epoch, given));
            if (consumer.isReceive()) {
                leasing.apply(new Note.ConsumerGone(consumer.id), now, 0);
            }
        });
        for (ConsumerEntry consumer : List.copyOf(leasing.consumers())) {
            if (consumer.isReceive()
                    && consumer.waitUntilMillis <= now.monotonicMillis()
                    && consumer.leases.isEmpty()) {
                effects.add(new Effect.Deliver(consumer.id, state.epoch, List.of()));
                leasing.apply(new Note.ConsumerGone(consumer.id), now, 0);
            }
        }
        state.deadLetters.byTarget().forEach((target, outbound) -> handOver(target, outbound, effects, now));
        return effects;
    }

    /** Hands over what the target takes next: at once when it confirmed the last, and again when it stayed silent. */
    private void handOver(QueueName target, DeadLetters.Outbound outbound, List<Effect> effects, Now now) {
        if (outbound.pending().isEmpty()) {
            return;
        }
        long first = outbound.pending().firstKey();
        boolean waiting = handedOverFirst.getOrDefault(target, 0L) == first
                && now.monotonicMillis() - handedOverAtMillis.getOrDefault(target, 0L) < limits.handOverRetryMillis();
        if (waiting) {
            return;
        }
        List<Effect.DeadLetter> letters = outbound.pending().values().stream()
                .limit(limits.handOverBatch())
                .map(letter -> new Effect.DeadLetter(letter.offset(), letter.info()))
                .toList();
        handedOverFirst.put(target, first);
        handedOverAtMillis.put(target, now.monotonicMillis());
        effects.add(new Effect.HandOver(target, first, letters));
    }
}
