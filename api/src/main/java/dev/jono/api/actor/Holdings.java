package dev.jono.api.actor;

import dev.jono.api.LeaseToken;
import dev.jono.api.protocol.QueueCommand.HeldDelivery;
import dev.jono.api.protocol.QueueReply.Delivered;
import dev.jono.api.protocol.QueueReply.Deliveries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer holds, by lease, and how far it has seen the queue's deliveries. A delivery is taken once: its number
 * must be above every number seen in its epoch, and its epoch not below the latest. So the queue knows of every delivery
 * up to there that it is either held, settled, or lost on its way.
 */
final class Holdings {
    private final Map<LeaseToken, Held> byToken = new LinkedHashMap<>();
    private long epoch;
    private long highestSeen;
    private long shortestLeaseMillis = Long.MAX_VALUE;

    /** Takes what is new of {@code deliveries}. */
    List<Held> take(Deliveries deliveries, Held.Owner owner) {
        if (!seeEpoch(deliveries.epoch())) {
            return List.of();
        }
        List<Held> taken = new ArrayList<>(deliveries.deliveries().size());
        for (Delivered delivered : deliveries.deliveries()) {
            if (delivered.token().deliveryNumber() > highestSeen) {
                highestSeen = delivered.token().deliveryNumber();
                shortestLeaseMillis = Math.min(shortestLeaseMillis, delivered.leaseMillis());
                Held held = new Held(owner, deliveries.key(), delivered);
                byToken.put(delivered.token(), held);
                taken.add(held);
            }
        }
        return taken;
    }

    /** Notes an epoch; false when a later one has been seen, whose owner alone counts. */
    boolean seeEpoch(long seen) {
        if (seen > epoch) {
            epoch = seen;
            highestSeen = 0;
        }
        return seen == epoch;
    }

    /** Notes that every delivery of the latest epoch, up to this number, was sent before what has just arrived. */
    void seeDeliveredUpTo(long number) {
        highestSeen = Math.max(highestSeen, number);
    }

    long epoch() {
        return epoch;
    }

    long highestSeen() {
        return highestSeen;
    }

    /** Returns the shortest lease seen, in milliseconds; {@link Long#MAX_VALUE} when none has been. */
    long shortestLeaseMillis() {
        return shortestLeaseMillis;
    }

    boolean isEmpty() {
        return byToken.isEmpty();
    }

    Collection<Held> all() {
        return byToken.values();
    }

    @Nullable Held find(LeaseToken token) {
        return byToken.get(token);
    }

    void remove(LeaseToken token) {
        byToken.remove(token);
    }

    /** Forgets the queue: what is known of it belongs to another declaration. */
    void clear() {
        byToken.clear();
        epoch = 0;
        highestSeen = 0;
    }

    /** The queue does not count this lease as the consumer's any more. What has not started is dropped. */
    void lose(LeaseToken token) {
        Held held = byToken.get(token);
        if (held != null) {
            held.lost = true;
            if (held.drop()) {
                byToken.remove(token);
            }
        }
    }

    /**
     * Returns what to tell the queue. The lease is extended in the buffer, while the handler runs and may, and until the
     * settlement is confirmed.
     */
    List<HeldDelivery> describe(boolean autoExtend, Duration maxHandling, long nowNanos) {
        List<HeldDelivery> described = new ArrayList<>(byToken.size());
        for (Held held : byToken.values()) {
            if (!held.lost) {
                boolean handledTooLong = held.handledForNanos(nowNanos) > maxHandling.toNanos();
                boolean extend = !held.isStarted() || held.isDecided() || (autoExtend && !handledTooLong);
                described.add(new HeldDelivery(held.offset(), held.token(), held.isStarted(), extend));
            }
        }
        return described;
    }
}
