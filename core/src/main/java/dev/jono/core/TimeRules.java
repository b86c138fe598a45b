package dev.jono.core;

import dev.jono.api.LeaseToken;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueCommand;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What has become due by itself: decided at the start of every batch. */
final class TimeRules {
    /** How often idle producers are looked for. */
    private static final long SESSION_CHECK_MILLIS = 60_000;

    /** How many messages expire in one batch at most, so that a batch stays a small write; the rest follow in the next. */
    private static final int MAX_EXPIRED = 1_000;

    private final Batch batch;
    private final ReturnRules returns;

    TimeRules(Batch batch) {
        this.batch = batch;
        this.returns = new ReturnRules(batch);
    }

    /** Decides what goes ahead of {@code inputs}. */
    void decide(List<Input> inputs) {
        endLeases(inputs);
        expireMessages();
        long now = batch.now.wallMillis();
        if (batch.state.delayed.hasDue(now)) {
            batch.notes.add(new Note.ReadyFrom(batch.state.delayed.lowestDue(now)));
            batch.events.add(new Event.Matured(now));
        }
    }

    /**
     * Ends the leases whose time is up, but for those that an input is about to settle or to extend: it may have waited for the commit before, and nobody else has got the message
     * meanwhile. If the input does not do so, the lease ends with the next decision, which is due at once.
     */
    private void endLeases(List<Input> inputs) {
        List<Lease> over = batch.leasing.expired(batch.now.monotonicMillis());
        if (over.isEmpty()) {
            return;
        }
        Set<LeaseToken> spokenFor = spokenFor(inputs);
        over.stream()
                .filter(lease -> !spokenFor.contains(lease.record.token()))
                .limit(Batch.MAX_LEASES)
                .forEach(returns::leaseExpired);
    }

    private static Set<LeaseToken> spokenFor(List<Input> inputs) {
        Set<LeaseToken> tokens = new HashSet<>();
        for (Input input : inputs) {
            if (!(input instanceof Input.Client client)) {
                continue;
            }
            if (client.command() instanceof QueueCommand.Settle settle) {
                settle.settlements().forEach(settlement -> tokens.add(settlement.token()));
            } else if (client.command() instanceof QueueCommand.Refresh refresh) {
                refresh.held().stream().filter(held -> held.extend()).forEach(held -> tokens.add(held.token()));
            }
        }
        return tokens;
    }

    /** Expires what nobody holds; what is leased is looked at again when it comes back. */
    private void expireMessages() {
        long after = batch.leasing.expiredUntilMillis();
        long now = batch.now.wallMillis();
        if (batch.state.expiries.nextAfter(after) > now) {
            return;
        }
        List<Long> due = new ArrayList<>();
        long until = batch.state.expiries.forEachDue(after, now, offset -> {
            boolean isFree = !batch.hasEnded(offset) && !batch.leasing.isLeased(offset);
            if (isFree && due.size() == MAX_EXPIRED) {
                return false;
            }
            if (isFree) {
                due.add(offset);
            }
            return true;
        });
        for (long offset : due) {
            returns.expire(offset, batch.state.attempts.of(offset));
        }
        batch.notes.add(new Note.ExpiredUntil(until));
    }

    /**
     * Forgets producers that have not sent for a long time in which they could have. An outage counts for nobody, nor does a
     * clock that is ahead of the last owner's: a producer may still be repeating what is stored already.
     */
    void endSessions() {
        long oldest = batch.now.wallMillis() - batch.limits.sessionMillis();
        if (batch.beganMillis > oldest) {
            return;
        }
        List<ProducerId> idle = new ArrayList<>();
        batch.state.sessions.forEach((producer, session) -> {
            if (!producer.isHandOver() && session.lastSendMillis() <= oldest) {
                idle.add(producer);
            }
        });
        if (!idle.isEmpty()) {
            batch.events.add(new Event.SessionsEnded(idle));
        }
    }

    /** Tells in how many milliseconds something becomes due by itself; {@code Long.MAX_VALUE} for never. */
    static long untilNext(QueueState state, Leasing leasing, Limits limits, Now now) {
        long wall = now.wallMillis();
        if (leasing.unjournaled().isAnyAwaiting() || state.delayed.hasDue(wall)) {
            return 0;
        }
        long monotonic = Math.min(
                Math.min(leasing.noDeadlineBefore(), leasing.nextReceiveEnds()),
                saturated(leasing.unjournaled().oldestMillis(), limits.journalLeaseAtLatestMillis()));
        long wallDue = Math.min(state.delayed.nextAfter(wall), state.expiries.nextAfter(leasing.expiredUntilMillis()));
        if (!state.sessions.isEmpty()) {
            wallDue = Math.min(wallDue, wall + SESSION_CHECK_MILLIS);
        }
        return Math.max(0, Math.min(until(monotonic, now.monotonicMillis()), until(wallDue, wall)));
    }

    static long until(long due, long now) {
        return due == Long.MAX_VALUE ? Long.MAX_VALUE : due - now;
    }

    private static long saturated(long value, long plus) {
        return value == Long.MAX_VALUE ? value : value + plus;
    }
}
