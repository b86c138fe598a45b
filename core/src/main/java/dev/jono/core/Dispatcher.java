package dev.jono.core;

import dev.jono.core.Effect.Grant;
import java.util.ArrayList;
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
        openHead(now);
        quarantine.update();
        if (state.delivers()) {
            matchSuspects(now);
            match(grants, now);
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

    private void match(Map<ConsumerEntry, List<Grant>> grants, Now now) {
        @Nullable ConsumerEntry consumer = leasing.consumers().nextHungry(quarantine.process());
        if (consumer == null) {
            return;
        }
        long from = isHeadHeld() ? Math.max(leasing.cursor(), headEnd) : leasing.cursor();
        LongIterator ready = state.ready.iteratorFrom(from);
        while (consumer != null && ready.hasNext()) {
            give(ready, consumer, grants, now);
            leasing.consumers().toEndOfLine(consumer);
            consumer = leasing.consumers().nextHungry(quarantine.process());
        }
    }

    /** Gives one consumer its turn; a {@code Receive} gets all that it takes, because it is answered only once. */
    private void give(LongIterator ready, ConsumerEntry consumer, Map<ConsumerEntry, List<Grant>> grants, Now now) {
        int left = consumer.isReceive() ? consumer.credit() : Math.min(TURN, consumer.credit());
        while (left > 0 && ready.hasNext()) {
            long offset = ready.next();
            leasing.moveCursor(offset + 1);
            if (!leasing.isLeased(offset) && !state.suspects.contains(offset)) {
                addGrant(grants, grant(offset, consumer, now));
                left--;
            }
        }
    }

    private Lease grant(long offset, ConsumerEntry consumer, Now now) {
        return leasing.grant(offset, leasing.nextToken(state), consumer, leaseMillis(consumer), now.monotonicMillis());
    }

    private long leaseMillis(ConsumerEntry consumer) {
        return consumer.leaseMillis > 0
                ? consumer.leaseMillis
                : state.settings.lease().toMillis();
    }

    /** Suspects go to an idle handler only, and are journaled as started before they go; counted ones alone in a process. */
    private void matchSuspects(Now now) {
        if (state.suspects.isEmpty()) {
            return;
        }
        LongIterator suspects = state.suspects.iteratorFrom(isHeadHeld() ? headEnd : 0);
        boolean noneIdle = false;
        while (suspects.hasNext()) {
            long offset = suspects.next();
            if (!state.ready.contains(offset) || leasing.isLeased(offset)) {
                continue;
            }
            boolean alone = state.counted.contains(offset);
            if (!alone && noneIdle) {
                continue;
            }
            @Nullable ConsumerEntry consumer = alone ? quarantine.emptyProcessFor(offset) : idleHandler();
            noneIdle |= !alone && consumer == null;
            if (consumer != null) {
                leasing.grantSuspect(
                        offset, leasing.nextToken(state), consumer, leaseMillis(consumer), now.monotonicMillis());
            } else if (noneIdle && state.counted.isEmpty()) {
                return;
            }
        }
    }

    private @Nullable ConsumerEntry idleHandler() {
        for (ConsumerEntry consumer : leasing.consumers().all()) {
            if (consumer.hasIdleHandler() && !consumer.id.process().equals(quarantine.process())) {
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
