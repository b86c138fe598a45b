package dev.jono.core;

import dev.jono.api.protocol.ProducerId;
import java.util.ArrayList;
import java.util.List;

/** What has become due by itself: decided at the start of every batch. */
final class TimeRules {
    /** How often idle producers are looked for. */
    private static final long SESSION_CHECK_MILLIS = 60_000;

    private final Batch batch;
    private final ReturnRules returns;

    TimeRules(Batch batch) {
        this.batch = batch;
        this.returns = new ReturnRules(batch);
    }

    void decide() {
        endLeases();
        expireMessages();
        if (batch.state.delayed.hasDue(batch.now.wallMillis())) {
            batch.events.add(new Event.Matured(batch.now.wallMillis()));
        }
    }

    private void endLeases() {
        for (Lease lease : batch.leasing.expired(batch.now.monotonicMillis())) {
            returns.leaseExpired(lease);
        }
    }

    /** Expires what nobody holds; what is leased is looked at again when it comes back. */
    private void expireMessages() {
        QueueState state = batch.state;
        if (!state.expiries.hasDue(batch.now.wallMillis())) {
            return;
        }
        List<Long> due = new ArrayList<>();
        state.expiries.forEachDue(batch.now.wallMillis(), due::add);
        for (long offset : due) {
            if (!batch.hasEnded(offset) && !batch.leasing.isLeased(offset)) {
                returns.expire(offset);
            }
        }
    }

    /** Forgets producers that have not sent for a long time. */
    void endSessions() {
        long oldest = batch.now.wallMillis() - batch.limits.sessionMillis();
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
        if (leasing.awaitsJournal() || state.delayed.hasDue(wall)) {
            return 0;
        }
        long monotonic = Math.min(
                leasing.noDeadlineBefore(),
                saturated(leasing.oldestUnjournaledMillis(), limits.journalLeaseAtLatestMillis()));
        for (ConsumerEntry consumer : leasing.consumers()) {
            if (consumer.isReceive()) {
                monotonic = Math.min(monotonic, consumer.waitUntilMillis);
            }
        }
        long wallDue = Math.min(state.delayed.nextAfter(wall), state.expiries.nextAfter(wall));
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
