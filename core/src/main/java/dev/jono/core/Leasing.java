package dev.jono.core;

import dev.jono.api.LeaseToken;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.QueueCommand;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The soft state of a queue: who consumes and who holds what. Lost with the actor; rebuilt from the journaled leases and
 * the consumers' refreshes.
 */
final class Leasing {
    private final Map<Long, Lease> leases = new HashMap<>();
    private final Consumers consumers = new Consumers();

    private final UnjournaledLeases unjournaled = new UnjournaledLeases();
    private final EarlierEpochs earlier = new EarlierEpochs();

    /** No lease ends before this; a lower bound, found anew by {@link #tidy} when it has been reached. */
    private long noDeadlineBefore = Long.MAX_VALUE;

    private long lastDeliveryNumber;

    /** Everything ready below this offset is leased, suspect or out of time. */
    private long cursor;

    /** Whatever outlived its time before this is expired or leased. */
    private long expiredUntilMillis = Long.MIN_VALUE;

    long redelivered;

    /** Takes up the journaled leases after a recovery. */
    void restore(QueueState state) {
        for (LeaseRecord record : state.leases.values()) {
            Lease lease = new Lease(record, state.rows.bytesOf(record.offset()));
            lease.journaled = true;
            add(lease);
            earlier.restored(lease);
        }
    }

    /** Each lease that was restored has its full time from now on. */
    void beginRestored(long nowMillis) {
        earlier.takeRestored().forEach(lease -> begin(lease, nowMillis));
    }

    void apply(Note note, Now now, long leaseMillis) {
        if (note instanceof Note.Refreshed refreshed) {
            refreshed(refreshed.refresh(), now, leaseMillis);
        } else if (note instanceof Note.Polled polled) {
            consumers.polled(polled);
        } else if (note instanceof Note.Extended extended) {
            extend(extended.offset(), extended.untilMonotonicMillis());
        } else if (note instanceof Note.Adopted adopted) {
            adopt(adopted, now);
        } else if (note instanceof Note.LeaseEnded ended) {
            end(ended.offset());
            rewind(ended.offset());
        } else if (note instanceof Note.ReadyFrom readyFrom) {
            rewind(readyFrom.offset());
        } else if (note instanceof Note.ExpiredUntil expired) {
            expiredUntilMillis = Math.max(expiredUntilMillis, expired.untilMillis());
        } else if (note instanceof Note.ConsumerGone gone) {
            consumers.remove(gone.consumer());
        }
    }

    /** Follows what was decided. Leases that waited for their row come back: they are to be delivered now. */
    List<Lease> apply(Event event, QueueState state) {
        if (event instanceof Event.Acked acked) {
            acked.offsets().forEach(this::gone);
        } else if (event instanceof Event.Returned returned) {
            end(returned.offset());
            if (returned.dueMillis() == 0) {
                rewind(returned.offset());
            }
        } else if (event instanceof Event.DeadLettered letter) {
            gone(letter.offset());
        } else if (event instanceof Event.Expired expired) {
            expired.offsets().forEach(this::gone);
        } else if (event instanceof Event.Leased leased) {
            return journaled(leased.leases());
        } else if (event instanceof Event.EpochStarted) {
            earlier.epochStarted(state.nextOffset);
        }
        return List.of();
    }

    /** Grants a lease that is delivered at once; its time is counted from {@link #begin}. */
    Lease grant(QueueState state, long offset, long bytes, ConsumerEntry consumer) {
        Lease lease = lease(state, offset, bytes, consumer, false);
        add(lease);
        consumers.link(lease, consumer);
        unjournaled.add(lease);
        return lease;
    }

    /** Grants a lease that is delivered when it has been journaled as started. */
    void grantSuspect(QueueState state, long offset, long bytes, ConsumerEntry consumer) {
        Lease lease = lease(state, offset, bytes, consumer, true);
        lease.awaitsJournal = true;
        add(lease);
        consumers.link(lease, consumer);
        unjournaled.add(lease);
    }

    /** What was granted leaves now. */
    void begin(List<Effect.Grant> grants, long nowMillis) {
        for (Effect.Grant grant : grants) {
            @Nullable Lease lease = leases.get(grant.offset());
            if (lease != null && lease.record.token().equals(grant.token())) {
                begin(lease, nowMillis);
            }
        }
    }

    private void begin(Lease lease, long nowMillis) {
        lease.begin(nowMillis);
        noDeadlineBefore = Math.min(noDeadlineBefore, lease.deadlineMillis);
    }

    /** Returns up to which number every delivery to the consumer has been sent. */
    long deliveredUpTo(ConsumerId id) {
        @Nullable ConsumerEntry consumer = consumers.get(id);
        long upTo = lastDeliveryNumber;
        if (consumer != null && consumer.awaiting > 0) {
            for (Lease lease : consumer.leases) {
                if (lease.awaitsJournal) {
                    upTo = Math.min(upTo, lease.record.token().deliveryNumber() - 1);
                }
            }
        }
        return upTo;
    }

    private Lease lease(QueueState state, long offset, long bytes, ConsumerEntry consumer, boolean started) {
        long leaseMillis = consumer.leaseMillis > 0
                ? consumer.leaseMillis
                : state.settings.lease().toMillis();
        LeaseToken token = new LeaseToken(state.key().generation(), state.epoch, ++lastDeliveryNumber);
        ConsumerId holder = consumer.isReceive() ? LeaseRecord.outside(consumer.id) : consumer.id;
        LeaseRecord record = new LeaseRecord(offset, token, holder, leaseMillis, started);
        return new Lease(record, bytes);
    }

    UnjournaledLeases unjournaled() {
        return unjournaled;
    }

    /** Returns the leases whose time is up, in the order of their messages. */
    List<Lease> expired(long nowMillis) {
        if (nowMillis < noDeadlineBefore) {
            return List.of();
        }
        return leases.values().stream()
                .filter(lease -> lease.deadlineMillis <= nowMillis)
                .sorted(Comparator.comparingLong(Lease::offset))
                .toList();
    }

    /** Catches up with what was applied: to be called after each decision's, because reading changes nothing. */
    void tidy(long nowMillis) {
        unjournaled.tidy();
        if (nowMillis >= noDeadlineBefore) {
            noDeadlineBefore = Long.MAX_VALUE;
            for (Lease lease : leases.values()) {
                noDeadlineBefore = Math.min(noDeadlineBefore, lease.deadlineMillis);
            }
        }
    }

    long noDeadlineBefore() {
        return noDeadlineBefore;
    }

    /** Returns when the first waiting {@code Receive} has waited long enough, {@code Long.MAX_VALUE} for none. */
    long nextReceiveEnds() {
        long next = Long.MAX_VALUE;
        for (ConsumerEntry receive : consumers.receives()) {
            next = Math.min(next, receive.leases.isEmpty() ? receive.waitUntilMillis : Long.MAX_VALUE);
        }
        return next;
    }

    long expiredUntilMillis() {
        return expiredUntilMillis;
    }

    @Nullable Lease lease(long offset) {
        return leases.get(offset);
    }

    boolean isLeased(long offset) {
        return leases.containsKey(offset);
    }

    /** Tells whether a delivery of this message, which an earlier epoch stored, has ended in this one. */
    boolean hasEndedHere(long offset) {
        return earlier.hasEndedHere(offset);
    }

    int leased() {
        return leases.size();
    }

    Collection<Lease> leases() {
        return leases.values();
    }

    Consumers consumers() {
        return consumers;
    }

    long cursor() {
        return cursor;
    }

    void moveCursor(long offset) {
        cursor = offset;
    }

    void rewind(long offset) {
        cursor = Math.min(cursor, offset);
    }

    private void refreshed(QueueCommand.Refresh refresh, Now now, long leaseMillis) {
        @Nullable ConsumerEntry known = consumers.get(refresh.consumer());
        ConsumerEntry consumer = known == null ? new ConsumerEntry(refresh.consumer()) : known;
        consumers.refreshed(consumer, refresh);
        if (known == null) {
            earlier.claim(consumer.id).forEach(lease -> consumers.link(lease, consumer));
        }
        for (QueueCommand.HeldDelivery held : refresh.held()) {
            @Nullable Lease lease = leases.get(held.offset());
            if (lease != null && lease.record.token().equals(held.token())) {
                lease.started |= held.started();
                if (held.extend()) {
                    extend(lease.offset(), now.monotonicMillis() + leaseMillis);
                }
            }
        }
    }

    /** Puts a lease of an earlier epoch in force again; its consumer has registered with the same refresh, or before. */
    private void adopt(Note.Adopted adopted, Now now) {
        Lease lease = new Lease(adopted.lease(), adopted.bytes());
        lease.begin(now.monotonicMillis()); // who holds it has got it already
        lease.started = adopted.started();
        end(lease.offset());
        earlier.forget(lease.offset());
        add(lease);
        unjournaled.adopt(lease);
        @Nullable ConsumerEntry consumer = consumers.get(adopted.lease().consumer());
        if (consumer != null) {
            consumers.link(lease, consumer);
        }
    }

    private List<Lease> journaled(List<LeaseRecord> records) {
        List<Lease> deliverable = new ArrayList<>();
        for (LeaseRecord journaled : records) {
            @Nullable Lease lease = leases.get(journaled.offset());
            if (lease != null && lease.record.token().equals(journaled.token())) {
                lease.journaled = true;
                if (lease.awaitsJournal) {
                    consumers.journaled(lease);
                    deliverable.add(lease);
                }
            }
        }
        if (!deliverable.isEmpty()) {
            unjournaled.awaitedWereJournaled();
        }
        return deliverable;
    }

    private void add(Lease lease) {
        leases.put(lease.offset(), lease);
        noDeadlineBefore = Math.min(noDeadlineBefore, lease.deadlineMillis);
    }

    private void extend(long offset, long untilMillis) {
        @Nullable Lease lease = leases.get(offset);
        if (lease != null) {
            lease.deadlineMillis = Math.max(lease.deadlineMillis, untilMillis);
        }
    }

    /** Ends whatever delivery there is of a message that stays. */
    private void end(long offset) {
        release(offset);
        earlier.deliveryEnded(offset);
    }

    /** Ends whatever delivery there is of a message that is done. */
    private void gone(long offset) {
        release(offset);
        earlier.forget(offset);
    }

    private void release(long offset) {
        @Nullable Lease lease = leases.remove(offset);
        if (lease == null) {
            return;
        }
        lease.ended = true;
        consumers.unlink(lease);
        unjournaled.ended(lease);
    }
}
