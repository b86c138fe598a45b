package dev.jono.core;

import dev.jono.api.JonoException.Reason;
import dev.jono.api.LeaseToken;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What becomes of consumers that come and tell what they hold. */
final class ConsumerRules {
    private final Batch batch;
    private final ReturnRules returns;
    private final Map<Long, LeaseToken> adopted = new HashMap<>();

    ConsumerRules(Batch batch) {
        this.batch = batch;
        this.returns = new ReturnRules(batch);
    }

    QueueReply refresh(QueueCommand.Refresh refresh) {
        @Nullable ConsumerEntry known = batch.leasing.consumers().get(refresh.consumer());
        if (known == null && hasTooMany()) {
            return tooMany();
        }
        List<LeaseToken> lost = new ArrayList<>();
        if (known == null || refresh.grant() > known.grant) {
            reserve(refresh.capacity() - (known == null ? 0 : known.capacity));
            endMissing(refresh, known);
            batch.notes.add(new Note.Refreshed(refresh));
            lost = compareHeld(refresh);
            batch.registered += known == null ? 1 : 0;
        }
        return new QueueReply.Refreshed(
                batch.state.key(), batch.state.epoch, lost, batch.leasing.deliveredUpTo(refresh.consumer()));
    }

    /** Leases once; the reply comes with the deliveries, or when the wait is over. */
    @Nullable QueueReply receive(QueueCommand.Receive receive) {
        if (hasTooMany()) {
            return tooMany();
        }
        reserve(receive.max());
        batch.notes.add(new Note.Polled(
                receive.consumer(),
                receive.max(),
                receive.maxBytes(),
                batch.now.monotonicMillis() + receive.maxWait().toMillis(),
                receive.lease() == null ? 0 : receive.lease().toMillis()));
        return null;
    }

    /** Tells whether a refresh has put leases of an earlier epoch in force again. */
    boolean hasAdopted() {
        return !adopted.isEmpty();
    }

    private boolean hasTooMany() {
        return batch.leasing.consumers().size() + batch.registered >= batch.limits.maxConsumers();
    }

    private QueueReply tooMany() {
        return new QueueReply.Failed(
                Reason.TOO_MANY_CONSUMERS,
                "The queue has " + batch.limits.maxConsumers()
                        + " consumers, as many as it may. Stop some, or give fewer more capacity.");
    }

    /**
     * Ends deliveries that were lost on their way: the consumer has seen what was sent after them. One that is merely slow
     * is waited for, however many refreshes cross it. Such a delivery was never started.
     */
    private void endMissing(QueueCommand.Refresh refresh, @Nullable ConsumerEntry known) {
        if (known == null) {
            return;
        }
        Set<LeaseToken> held = new HashSet<>();
        refresh.held().forEach(delivery -> held.add(delivery.token()));
        for (Lease lease : List.copyOf(known.leases)) {
            LeaseToken token = lease.record.token();
            boolean candidate = !held.contains(token) && !lease.awaitsJournal && !batch.hasEnded(lease.offset());
            if (candidate && isOvertaken(refresh, token)) {
                returns.untried(lease.offset(), batch.state.suspicion(lease.offset()));
            }
        }
    }

    private static boolean isOvertaken(QueueCommand.Refresh refresh, LeaseToken token) {
        return token.epoch() < refresh.epoch()
                || (token.epoch() == refresh.epoch() && token.deliveryNumber() <= refresh.highestSeen());
    }

    /** Adopts what the consumer holds from before a failover, and names what is not its own any more. */
    private List<LeaseToken> compareHeld(QueueCommand.Refresh refresh) {
        List<LeaseToken> lost = new ArrayList<>();
        for (QueueCommand.HeldDelivery held : refresh.held()) {
            if (batch.isDone(held.offset()) && batch.canBeOurs(held.offset(), held.token())) {
                continue; // it waits for the confirm of its settlement, which it gets when it repeats it
            }
            @Nullable LeaseToken inForce = inForce(held.offset());
            if (held.token().equals(inForce)) {
                continue;
            }
            if (isAdoptable(held, inForce)) {
                adopt(refresh.consumer(), held);
            } else {
                lost.add(held.token());
            }
        }
        return lost;
    }

    private @Nullable LeaseToken inForce(long offset) {
        @Nullable Lease lease = batch.lease(offset);
        return adopted.getOrDefault(offset, lease == null ? null : lease.record.token());
    }

    private boolean isAdoptable(QueueCommand.HeldDelivery held, @Nullable LeaseToken inForce) {
        QueueState state = batch.state;
        return held.token().epoch() < state.epoch
                && batch.canBeOurs(held.offset(), held.token())
                && state.ready.contains(held.offset())
                && !batch.hasEnded(held.offset())
                && !batch.leasing.hasEndedHere(held.offset())
                && (inForce == null || held.token().compareTo(inForce) > 0);
    }

    private void adopt(ConsumerId consumer, QueueCommand.HeldDelivery held) {
        long leaseMillis = batch.settings().lease().toMillis();
        LeaseRecord lease = new LeaseRecord(held.offset(), held.token(), consumer, leaseMillis, false);
        batch.notes.add(new Note.Adopted(lease, batch.state.rows.bytesOf(held.offset()), held.started()));
        adopted.put(held.offset(), held.token());
    }

    /** Journals, before the first delivery, how much can be under way at once. */
    private void reserve(int more) {
        batch.reserved += more;
        if (more <= 0) {
            return;
        }
        long capacity = batch.reserved + batch.leasing.unjournaled().countBeside(batch.leasing.consumers());
        for (ConsumerEntry consumer : batch.leasing.consumers().all()) {
            capacity += consumer.capacity;
        }
        if (capacity > Math.max(batch.state.capacity, batch.capacity)) {
            batch.capacity = Long.highestOneBit(capacity) << 1;
            batch.events.add(new Event.CapacityGrew(batch.capacity));
        }
    }
}
