package dev.jono.core;

import dev.jono.core.Effect.Grant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.longlong.LongIterator;

/** Matches ready messages with credit after a decision, and hands dead letters over. Touches soft state only. */
final class Dispatcher {
    /** How many messages a consumer gets before the next one has its turn. */
    private static final int TURN = 16;

    private final QueueState state;
    private final Leasing leasing;
    private final Quarantine quarantine;
    private final HandOvers handOvers;
    private final ReadAhead readAhead;

    /** Until when nothing below {@link #headEnd} is delivered: its consumers may be about to report that they hold it. */
    private long headHeldUntilMillis = Long.MIN_VALUE;

    private long headEnd;

    Dispatcher(QueueState state, Leasing leasing, Limits limits) {
        this.state = state;
        this.leasing = leasing;
        this.quarantine = new Quarantine(state, leasing);
        this.handOvers = new HandOvers(limits);
        this.readAhead = new ReadAhead(state, leasing);
    }

    /** Holds the head back, after a recovery, until the consumers have had the time to say what they hold: see {@link #opened}. */
    void holdHead() {
        headHeldUntilMillis = Long.MAX_VALUE;
        headEnd = state.nextOffset;
    }

    /** The consumers are heard from now on, and have the time until then. */
    void opened(long untilMillis) {
        if (headHeldUntilMillis == Long.MAX_VALUE) {
            headHeldUntilMillis = untilMillis;
        }
    }

    List<Effect> dispatch(Decision decision, AtHand atHand, Now now) {
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
        return dispatch(grants, atHand, false, now);
    }

    /** The same without a decision: more is at hand than before. */
    List<Effect> dispatch(AtHand atHand, Now now) {
        return dispatch(new LinkedHashMap<>(), atHand, true, now);
    }

    private List<Effect> dispatch(
            Map<ConsumerEntry, List<Grant>> grants, AtHand atHand, boolean isMoreAtHand, Now now) {
        leasing.tidy(now.monotonicMillis());
        openHead(now);
        quarantine.update();
        Reach reach = new Reach(state.rows, atHand);
        if (state.delivers()) {
            matchSuspectsWithReceives(grants, reach, now);
            boolean suspectsWait = matchSuspects(reach, now);
            if (!suspectsWait) {
                match(grants, reach, now);
            }
        }
        List<Effect> effects = effects(grants, reach, now);
        readAhead.update(reach, atHand, isMoreAtHand, now);
        List<RowEntry> wanted = reach.wanted();
        if (!wanted.isEmpty()) {
            effects.add(new Effect.Read(wanted));
        }
        return effects;
    }

    Needed needed(AtHand atHand, Now now) {
        Set<Long> granted = new HashSet<>();
        for (Lease lease : leasing.unjournaled().awaiting()) {
            granted.add(state.rows.rowOfLive(lease.offset()).ordinal());
        }
        return new Needed(granted, readAhead.rows(atHand, now));
    }

    /** Tells in how many milliseconds {@link #dispatch} would do more than now. */
    long untilNext(Now now) {
        long head = isHeadHeld()
                ? Math.max(0, TimeRules.until(headHeldUntilMillis, now.monotonicMillis()))
                : Long.MAX_VALUE;
        return Math.min(head, handOvers.untilNext(state.deadLetters, now));
    }

    private void openHead(Now now) {
        if (isHeadHeld() && now.monotonicMillis() >= headHeldUntilMillis) {
            headHeldUntilMillis = Long.MIN_VALUE;
            leasing.rewind(state.lowestLive());
        }
    }

    private boolean isHeadHeld() {
        return headHeldUntilMillis != Long.MIN_VALUE;
    }

    private long deliverableFrom() {
        return isHeadHeld() ? headEnd : 0;
    }

    private void match(Map<ConsumerEntry, List<Grant>> grants, Reach reach, Now now) {
        @Nullable ConsumerEntry consumer = leasing.consumers().nextHungry(quarantine.process());
        if (consumer == null) {
            return;
        }
        LongIterator ready = state.ready.iteratorFrom(Math.max(leasing.cursor(), deliverableFrom()));
        while (consumer != null && ready.hasNext() && give(ready, consumer, grants, reach, now)) {
            leasing.consumers().toEndOfLine(consumer);
            consumer = leasing.consumers().nextHungry(quarantine.process());
        }
    }

    /**
     * Gives one consumer its turn; a {@code Receive} gets all that it takes, because it is answered only once.
     *
     * @return whether the next one may have its turn: not, when the next message is not at hand. Nothing overtakes it.
     */
    private boolean give(
            LongIterator ready, ConsumerEntry consumer, Map<ConsumerEntry, List<Grant>> grants, Reach reach, Now now) {
        int left = consumer.isReceive() ? consumer.credit() : Math.min(TURN, consumer.credit());
        while (left > 0 && consumer.hasCredit() && ready.hasNext()) {
            long offset = ready.next();
            leasing.moveCursor(offset);
            if (!leasing.isLeased(offset) && !state.suspects.contains(offset) && !isOutOfTime(offset, now)) {
                if (!reach.has(offset)) {
                    return false;
                }
                addGrant(grants, grant(offset, consumer, reach));
                left--;
            }
            leasing.moveCursor(offset + 1);
        }
        return true;
    }

    private Lease grant(long offset, ConsumerEntry consumer, Reach reach) {
        return leasing.grant(state, offset, reach.bytesOf(offset), consumer);
    }

    /**
     * Gives suspects to idle handlers only, journaled as started before they go; one that a crash was counted for goes alone
     * in a process.
     *
     * @return whether a suspect waits for an idle handler, or to be read. Nobody's buffer is filled up meanwhile: a consumer that
     *     is refilled before a handler of it is idle would let suspects wait for as long as there is a backlog.
     */
    private boolean matchSuspects(Reach reach, Now now) {
        if (state.suspects.isEmpty()) {
            return false;
        }
        matchCounted(reach, now);
        boolean isAnyUnread = false;
        Iterator<ConsumerEntry> consumers = leasing.consumers().all().iterator();
        @Nullable ConsumerEntry consumer = nextIdle(consumers);
        LongIterator suspects = state.suspects.iteratorFrom(deliverableFrom());
        while (suspects.hasNext()) {
            long offset = suspects.next();
            if (!waits(offset, now) || state.counted.contains(offset)) {
                continue;
            }
            if (consumer == null) {
                return true;
            }
            if (reach.has(offset)) {
                grantSuspect(offset, consumer, reach);
                consumer = consumer.hasIdleHandler() ? consumer : nextIdle(consumers);
            } else {
                isAnyUnread = true;
            }
        }
        return isAnyUnread;
    }

    /**
     * Gives suspects to whoever receives: that kills no process of the cluster, and the lease ends by time alone, which counts
     * as an attempt. So it is a delivery like any other.
     */
    private void matchSuspectsWithReceives(Map<ConsumerEntry, List<Grant>> grants, Reach reach, Now now) {
        if (state.suspects.isEmpty()) {
            return;
        }
        LongIterator suspects = state.suspects.iteratorFrom(deliverableFrom());
        for (ConsumerEntry receive : leasing.consumers().receives()) {
            while (receive.hasCredit() && suspects.hasNext()) {
                long offset = suspects.next();
                if (waits(offset, now) && reach.has(offset)) {
                    addGrant(grants, grant(offset, receive, reach));
                }
            }
        }
    }

    private void matchCounted(Reach reach, Now now) {
        LongIterator counted = state.counted.iteratorFrom(deliverableFrom());
        while (counted.hasNext()) {
            long offset = counted.next();
            @Nullable ConsumerEntry consumer = waits(offset, now) ? quarantine.emptyProcessFor(offset) : null;
            if (consumer != null) {
                if (reach.has(offset)) {
                    grantSuspect(offset, consumer, reach);
                }
                return; // one at a time
            }
        }
    }

    private boolean waits(long offset, Now now) {
        return state.ready.contains(offset) && !leasing.isLeased(offset) && !isOutOfTime(offset, now);
    }

    /** Tells whether one of the next decisions lets it expire: they do so a thousand at a time. */
    private boolean isOutOfTime(long offset, Now now) {
        return state.expiries.due(now.wallMillis()).contains(offset);
    }

    private void grantSuspect(long offset, ConsumerEntry consumer, Reach reach) {
        leasing.grantSuspect(state, offset, reach.bytesOf(offset), consumer);
    }

    /** Handlers only become busy while suspects are given out, so that one walk along the consumers finds every idle one. */
    private @Nullable ConsumerEntry nextIdle(Iterator<ConsumerEntry> consumers) {
        while (consumers.hasNext()) {
            ConsumerEntry consumer = consumers.next();
            boolean isOpen = !consumer.isReceive() && !consumer.id.process().equals(quarantine.process());
            if (isOpen && consumer.hasIdleHandler()) {
                return consumer;
            }
        }
        return null;
    }

    private void addGrant(Map<ConsumerEntry, List<Grant>> grants, Lease lease) {
        if (lease.consumer == null) {
            throw new IllegalStateException("The lease " + lease.record + " is delivered to nobody");
        }
        int attempt = state.attempts.of(lease.offset()) + 1;
        if (attempt > 1) {
            leasing.redelivered++;
        }
        grants.computeIfAbsent(lease.consumer, consumer -> new ArrayList<>())
                .add(new Grant(lease.offset(), lease.record.token(), attempt, lease.record.leaseMillis()));
    }

    private List<Effect> effects(Map<ConsumerEntry, List<Grant>> grants, Reach reach, Now now) {
        List<Effect> effects = new ArrayList<>();
        grants.forEach((consumer, given) -> {
            effects.add(new Effect.Deliver(consumer.id, state.epoch, given));
            if (consumer.isReceive()) {
                leasing.consumers().remove(consumer.id);
            }
        });
        for (ConsumerEntry receive : List.copyOf(leasing.consumers().receives())) {
            if (reach.missed()) {
                receive.waitForARead(now.monotonicMillis());
            }
            if (receive.waitUntilMillis <= now.monotonicMillis() && receive.leases.isEmpty()) {
                effects.add(new Effect.Deliver(receive.id, state.epoch, List.of()));
                leasing.consumers().remove(receive.id);
            }
        }
        handOvers.dispatch(state.deadLetters, reach, effects, now);
        return effects;
    }
}
