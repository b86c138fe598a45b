package dev.jono.core;

import dev.jono.core.Effect.Grant;
import java.util.ArrayList;
import java.util.Iterator;
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
    private final Quarantine quarantine;
    private final HandOvers handOvers;

    /** Until when nothing below {@link #headEnd} is delivered: its consumers may be about to report that they hold it. */
    private long headHeldUntilMillis = Long.MIN_VALUE;

    private long headEnd;

    Dispatcher(QueueState state, Leasing leasing, Limits limits) {
        this.state = state;
        this.leasing = leasing;
        this.quarantine = new Quarantine(state, leasing);
        this.handOvers = new HandOvers(limits);
    }

    /** Holds the head back, after a recovery, until the consumers have had the time to say what they hold. */
    void holdHead(long untilMillis) {
        headHeldUntilMillis = untilMillis;
        headEnd = state.nextOffset;
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
        leasing.tidy(now.monotonicMillis());
        openHead(now);
        quarantine.update();
        if (state.delivers()) {
            matchSuspectsWithReceives(grants, now);
            boolean suspectsWait = matchSuspects(now);
            if (!suspectsWait) {
                match(grants, now);
            }
        }
        return effects(grants, now);
    }

    /** Tells in how many milliseconds {@link #dispatch} would do more than now. */
    long untilNext(Now now) {
        long head = isHeadHeld() ? Math.max(0, headHeldUntilMillis - now.monotonicMillis()) : Long.MAX_VALUE;
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

    private void match(Map<ConsumerEntry, List<Grant>> grants, Now now) {
        @Nullable ConsumerEntry consumer = leasing.consumers().nextHungry(quarantine.process());
        if (consumer == null) {
            return;
        }
        LongIterator ready = state.ready.iteratorFrom(Math.max(leasing.cursor(), deliverableFrom()));
        while (consumer != null && ready.hasNext()) {
            give(ready, consumer, grants, now);
            leasing.consumers().toEndOfLine(consumer);
            consumer = leasing.consumers().nextHungry(quarantine.process());
        }
    }

    /** Gives one consumer its turn; a {@code Receive} gets all that it takes, because it is answered only once. */
    private void give(LongIterator ready, ConsumerEntry consumer, Map<ConsumerEntry, List<Grant>> grants, Now now) {
        int left = consumer.isReceive() ? consumer.credit() : Math.min(TURN, consumer.credit());
        while (left > 0 && consumer.hasCredit() && ready.hasNext()) {
            long offset = ready.next();
            leasing.moveCursor(offset + 1);
            if (!leasing.isLeased(offset) && !state.suspects.contains(offset) && !isOutOfTime(offset, now)) {
                addGrant(grants, grant(offset, consumer, now));
                left--;
            }
        }
    }

    private Lease grant(long offset, ConsumerEntry consumer, Now now) {
        return leasing.grant(state, offset, consumer, leaseMillis(consumer), now.monotonicMillis());
    }

    private long leaseMillis(ConsumerEntry consumer) {
        return consumer.leaseMillis > 0
                ? consumer.leaseMillis
                : state.settings.lease().toMillis();
    }

    /**
     * Gives suspects to idle handlers only, journaled as started before they go; one that a crash was counted for goes alone
     * in a process.
     *
     * @return whether a suspect waits for an idle handler. Nobody's buffer is filled up meanwhile: a consumer that is
     *     refilled before a handler of it is idle would let suspects wait for as long as there is a backlog.
     */
    private boolean matchSuspects(Now now) {
        if (state.suspects.isEmpty()) {
            return false;
        }
        matchCounted(now);
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
            grantSuspect(offset, consumer, now);
            consumer = consumer.hasIdleHandler() ? consumer : nextIdle(consumers);
        }
        return false;
    }

    /**
     * Gives suspects to whoever receives: that kills no process of the cluster, and the lease ends by time alone, which counts
     * as an attempt. So it is a delivery like any other.
     */
    private void matchSuspectsWithReceives(Map<ConsumerEntry, List<Grant>> grants, Now now) {
        if (state.suspects.isEmpty()) {
            return;
        }
        LongIterator suspects = state.suspects.iteratorFrom(deliverableFrom());
        for (ConsumerEntry receive : leasing.consumers().receives()) {
            while (receive.hasCredit() && suspects.hasNext()) {
                long offset = suspects.next();
                if (waits(offset, now)) {
                    addGrant(grants, grant(offset, receive, now));
                }
            }
        }
    }

    private void matchCounted(Now now) {
        LongIterator counted = state.counted.iteratorFrom(deliverableFrom());
        while (counted.hasNext()) {
            long offset = counted.next();
            @Nullable ConsumerEntry consumer = waits(offset, now) ? quarantine.emptyProcessFor(offset) : null;
            if (consumer != null) {
                grantSuspect(offset, consumer, now);
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

    private void grantSuspect(long offset, ConsumerEntry consumer, Now now) {
        leasing.grantSuspect(state, offset, consumer, leaseMillis(consumer), now.monotonicMillis());
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

    private List<Effect> effects(Map<ConsumerEntry, List<Grant>> grants, Now now) {
        List<Effect> effects = new ArrayList<>();
        grants.forEach((consumer, given) -> {
            effects.add(new Effect.Deliver(consumer.id, state.epoch, given));
            if (consumer.isReceive()) {
                leasing.consumers().remove(consumer.id);
            }
        });
        for (ConsumerEntry receive : List.copyOf(leasing.consumers().receives())) {
            if (receive.waitUntilMillis <= now.monotonicMillis() && receive.leases.isEmpty()) {
                effects.add(new Effect.Deliver(receive.id, state.epoch, List.of()));
                leasing.consumers().remove(receive.id);
            }
        }
        handOvers.dispatch(state.deadLetters, effects, now);
        return effects;
    }
}
