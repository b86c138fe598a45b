package dev.jono.core;

import dev.jono.api.LeaseToken;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.QueueCommand;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The soft state of a queue: who consumes and who holds what. Lost with the actor; rebuilt from the journaled leases and
 * the consumers' refreshes.
 */
final class Leasing {
    private final Map<Long, Lease> leases = new HashMap<>();
    private final Map<ConsumerId, ConsumerEntry> consumers = new LinkedHashMap<>();

    /** Leases in the order of their grant; those that have ended or been journaled are skipped when met. */
    private final ArrayDeque<Lease> unjournaled = new ArrayDeque<>();

    /** Leases that are delivered as soon as they are journaled. */
    private final List<Lease> awaitingJournal = new ArrayList<>();

    /** No lease ends before this; a lower bound, found anew when it is reached. */
    private long noDeadlineBefore = Long.MAX_VALUE;

    private long lastDeliveryNumber;

    /** Everything ready below this offset is leased or suspect. */
    private long cursor;

    long redelivered;

    /** Takes up the journaled leases after a recovery, each with its full time. */
    void restore(Collection<LeaseRecord> journaled, long nowMillis) {
        for (LeaseRecord lease : journaled) {
            add(new Lease(lease, nowMillis)).journaled = true;
        }
    }

    void apply(Note note, Now now, long leaseMillis) {
        if (note instanceof Note.Refreshed refreshed) {
            refreshed(refreshed.refresh(), now, leaseMillis);
        } else if (note instanceof Note.Polled polled) {
            polled(polled);
        } else if (note instanceof Note.Extended extended) {
            extend(extended.offset(), extended.untilMonotonicMillis());
        } else if (note instanceof Note.Started started) {
            @Nullable Lease lease = leases.get(started.offset());
            if (lease != null) {
                lease.started = true;
            }
        } else if (note instanceof Note.Adopted adopted) {
            end(adopted.lease().offset());
            unjournaled.add(add(new Lease(adopted.lease(), now.monotonicMillis())));
        } else if (note instanceof Note.LeaseEnded ended) {
            end(ended.offset());
        } else if (note instanceof Note.ConsumerGone gone) {
            consumers.remove(gone.consumer());
        }
    }

    /** Follows what was committed. Leases that waited for their row come back: they are to be delivered now. */
    List<Lease> apply(Event event, QueueState state) {
        if (event instanceof Event.Acked acked) {
            acked.offsets().forEach(this::endQuietly);
        } else if (event instanceof Event.Returned returned) {
            end(returned.offset());
        } else if (event instanceof Event.DeadLettered letter) {
            endQuietly(letter.offset());
        } else if (event instanceof Event.Expired expired) {
            expired.offsets().forEach(this::endQuietly);
        } else if (event instanceof Event.Matured) {
            rewind(state.lowestLive());
        } else if (event instanceof Event.Leased leased) {
            return journaled(leased.leases());
        }
        return List.of();
    }

    /** Grants a lease that is delivered at once. */
    Lease grant(long offset, LeaseToken token, ConsumerEntry consumer, long leaseMillis, long nowMillis) {
        Lease lease = add(new Lease(new LeaseRecord(offset, token, consumer.id, leaseMillis, false), nowMillis));
        link(lease, consumer);
        lease.started = consumer.isReceive();
        unjournaled.add(lease);
        return lease;
    }

    /** Grants a lease that is delivered when it has been journaled as started. */
    void grantSuspect(long offset, LeaseToken token, ConsumerEntry consumer, long leaseMillis, long nowMillis) {
        Lease lease = add(new Lease(new LeaseRecord(offset, token, consumer.id, leaseMillis, true), nowMillis));
        link(lease, consumer);
        lease.awaitsJournal = true;
        awaitingJournal.add(lease);
    }

    LeaseToken nextToken(QueueState state) {
        return new LeaseToken(state.key().generation(), state.epoch, ++lastDeliveryNumber);
    }

    /** Returns the leases to journal now: those that wait for it, and those granted until {@code grantedUntilMillis}. */
    List<Lease> toJournal(long grantedUntilMillis) {
        List<Lease> found = new ArrayList<>(awaitingJournal);
        skipDone();
        for (Lease lease : unjournaled) {
            if (lease.grantedMillis > grantedUntilMillis) {
                break;
            }
            if (!lease.ended && !lease.journaled) {
                found.add(lease);
            }
        }
        return found;
    }

    /** Returns every lease that was delivered and is not in the journal. */
    List<Lease> allUnjournaled() {
        return toJournal(Long.MAX_VALUE);
    }

    boolean awaitsJournal() {
        return !awaitingJournal.isEmpty();
    }

    /** Returns when the oldest lease that is not journaled was granted, {@code Long.MAX_VALUE} for none. */
    long oldestUnjournaledMillis() {
        skipDone();
        return unjournaled.isEmpty() ? Long.MAX_VALUE : unjournaled.peekFirst().grantedMillis;
    }

    List<Lease> expired(long nowMillis) {
        if (nowMillis < noDeadlineBefore) {
            return List.of();
        }
        List<Lease> expired = new ArrayList<>();
        noDeadlineBefore = Long.MAX_VALUE;
        for (Lease lease : leases.values()) {
            if (lease.deadlineMillis <= nowMillis) {
                expired.add(lease);
            }
            noDeadlineBefore = Math.min(noDeadlineBefore, lease.deadlineMillis);
        }
        expired.sort((a, b) -> Long.compare(a.offset(), b.offset()));
        return expired;
    }

    long noDeadlineBefore() {
        return noDeadlineBefore;
    }

    @Nullable Lease lease(long offset) {
        return leases.get(offset);
    }

    boolean isLeased(long offset) {
        return leases.containsKey(offset);
    }

    int leased() {
        return leases.size();
    }

    Collection<Lease> leases() {
        return leases.values();
    }

    @Nullable ConsumerEntry consumer(ConsumerId id) {
        return consumers.get(id);
    }

    Collection<ConsumerEntry> consumers() {
        return consumers.values();
    }

    /** Puts the consumer at the end of the line. */
    void rotate(ConsumerEntry consumer) {
        consumers.remove(consumer.id);
        consumers.put(consumer.id, consumer);
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
        ConsumerEntry consumer = consumers.computeIfAbsent(refresh.consumer(), this::register);
        consumer.grant = refresh.grant();
        consumer.capacity = refresh.capacity();
        consumer.concurrency = refresh.concurrency();
        for (Lease lease : consumer.leases) {
            lease.missedRefreshes++;
        }
        for (QueueCommand.HeldDelivery held : refresh.held()) {
            @Nullable Lease lease = leases.get(held.offset());
            if (lease != null && lease.record.token().equals(held.token())) {
                lease.missedRefreshes = 0;
                lease.started |= held.started();
                if (held.extend()) {
                    extend(lease.offset(), now.monotonicMillis() + leaseMillis);
                }
            }
        }
    }

    private ConsumerEntry register(ConsumerId id) {
        ConsumerEntry consumer = new ConsumerEntry(id);
        for (Lease lease : leases.values()) {
            if (lease.consumer == null && lease.record.consumer().equals(id)) {
                link(lease, consumer);
            }
        }
        return consumer;
    }

    private void polled(Note.Polled polled) {
        ConsumerEntry consumer = new ConsumerEntry(polled.consumer());
        consumer.capacity = polled.max();
        consumer.concurrency = polled.max();
        consumer.waitUntilMillis = polled.untilMonotonicMillis();
        consumer.leaseMillis = polled.leaseMillis();
        consumers.put(consumer.id, consumer);
    }

    private List<Lease> journaled(List<LeaseRecord> records) {
        List<Lease> deliverable = new ArrayList<>();
        for (LeaseRecord journaled : records) {
            @Nullable Lease lease = leases.get(journaled.offset());
            if (lease != null && lease.record.token().equals(journaled.token())) {
                lease.journaled = true;
                if (lease.awaitsJournal) {
                    lease.awaitsJournal = false;
                    deliverable.add(lease);
                }
            }
        }
        awaitingJournal.removeIf(lease -> !lease.awaitsJournal);
        return deliverable;
    }

    private Lease add(Lease lease) {
        leases.put(lease.offset(), lease);
        noDeadlineBefore = Math.min(noDeadlineBefore, lease.deadlineMillis);
        @Nullable ConsumerEntry consumer = consumers.get(lease.record.consumer());
        if (consumer != null) {
            link(lease, consumer);
        }
        return lease;
    }

    private static void link(Lease lease, ConsumerEntry consumer) {
        lease.consumer = consumer;
        consumer.leases.add(lease);
    }

    private void extend(long offset, long untilMillis) {
        @Nullable Lease lease = leases.get(offset);
        if (lease != null) {
            lease.deadlineMillis = Math.max(lease.deadlineMillis, untilMillis);
        }
    }

    /** Ends a lease whose message may be delivered again. */
    private void end(long offset) {
        endQuietly(offset);
        rewind(offset);
    }

    private void endQuietly(long offset) {
        @Nullable Lease lease = leases.remove(offset);
        if (lease == null) {
            return;
        }
        lease.ended = true;
        if (lease.consumer != null) {
            lease.consumer.leases.remove(lease);
        }
        if (lease.awaitsJournal) {
            awaitingJournal.remove(lease);
        }
    }

    private void skipDone() {
        while (!unjournaled.isEmpty() && (unjournaled.peekFirst().ended || unjournaled.peekFirst().journaled)) {
            unjournaled.removeFirst();
        }
    }
}
