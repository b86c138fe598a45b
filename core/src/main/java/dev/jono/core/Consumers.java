package dev.jono.core;

import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.QueueCommand;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The registered consumers, the waiting {@code Receive}s among them, and the line of those that have credit. */
final class Consumers {
    private final Map<ConsumerId, ConsumerEntry> byId = new LinkedHashMap<>();
    private final Map<ConsumerId, ConsumerEntry> receives = new LinkedHashMap<>();

    /** Who has credit, the next to be served first. */
    private final Set<ConsumerEntry> hungry = new LinkedHashSet<>();

    @Nullable ConsumerEntry get(ConsumerId id) {
        return byId.get(id);
    }

    Collection<ConsumerEntry> all() {
        return byId.values();
    }

    Collection<ConsumerEntry> receives() {
        return receives.values();
    }

    int size() {
        return byId.size();
    }

    /** Registers a consumer, or updates it. */
    void refreshed(ConsumerEntry consumer, QueueCommand.Refresh refresh) {
        consumer.grant = refresh.grant();
        consumer.capacity = refresh.capacity();
        consumer.maxBytes = orAny(refresh.maxBytes());
        consumer.concurrency = refresh.concurrency();
        add(consumer);
    }

    void polled(Note.Polled polled) {
        ConsumerEntry consumer = new ConsumerEntry(polled.consumer());
        consumer.capacity = polled.max();
        consumer.maxBytes = orAny(polled.maxBytes());
        consumer.concurrency = polled.max();
        consumer.waitUntilMillis = polled.untilMonotonicMillis();
        consumer.leaseMillis = polled.leaseMillis();
        receives.put(consumer.id, consumer);
        add(consumer);
    }

    private void add(ConsumerEntry consumer) {
        byId.put(consumer.id, consumer);
        lineUp(consumer);
    }

    void remove(ConsumerId id) {
        @Nullable ConsumerEntry consumer = byId.remove(id);
        if (consumer != null) {
            hungry.remove(consumer);
            receives.remove(id);
        }
    }

    void link(Lease lease, ConsumerEntry consumer) {
        lease.consumer = consumer;
        if (consumer.leases.add(lease)) {
            consumer.bytes += lease.bytes;
        }
        consumer.awaiting += lease.awaitsJournal ? 1 : 0;
        lineUp(consumer);
    }

    /** The lease has been journaled: it is delivered, and so may others be. */
    void journaled(Lease lease) {
        lease.awaitsJournal = false;
        @Nullable ConsumerEntry consumer = lease.consumer;
        if (consumer != null) {
            consumer.awaiting--;
            lineUp(consumer);
        }
    }

    void unlink(Lease lease) {
        @Nullable ConsumerEntry consumer = lease.consumer;
        if (consumer != null) {
            if (consumer.leases.remove(lease)) {
                consumer.bytes -= lease.bytes;
            }
            consumer.awaiting -= lease.awaitsJournal ? 1 : 0;
            lineUp(consumer);
        }
    }

    /** Returns the next in the line but for consumers in {@code process}, or {@code null}. */
    @Nullable ConsumerEntry nextHungry(@Nullable String process) {
        for (ConsumerEntry consumer : hungry) {
            if (consumer.isReceive() || !consumer.id.process().equals(process)) {
                return consumer;
            }
        }
        return null;
    }

    void toEndOfLine(ConsumerEntry consumer) {
        if (hungry.remove(consumer)) {
            hungry.add(consumer);
        }
    }

    private static long orAny(long maxBytes) {
        return maxBytes == 0 ? Long.MAX_VALUE : maxBytes;
    }

    private void lineUp(ConsumerEntry consumer) {
        if (consumer.isHungry() && byId.get(consumer.id) == consumer) {
            hungry.add(consumer);
        } else {
            hungry.remove(consumer);
        }
    }
}
