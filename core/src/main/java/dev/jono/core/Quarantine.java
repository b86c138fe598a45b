package dev.jono.core;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a message runs that may have killed its process: alone in one. While it does, or while a process is being emptied for
 * it, that process gets nothing else. One at a time.
 */
final class Quarantine {
    private final QueueState state;
    private final Leasing leasing;
    private @Nullable String process;
    private long offset = -1;

    Quarantine(QueueState state, Leasing leasing) {
        this.state = state;
        this.leasing = leasing;
    }

    /** Returns the process that gets nothing else, {@code null} for none. */
    @Nullable String process() {
        return process;
    }

    /** Ends the quarantine when its message has been dealt with, or its process has gone. */
    void update() {
        if (process == null) {
            return;
        }
        boolean waits = state.counted.contains(offset) && state.ready.contains(offset);
        @Nullable Lease lease = leasing.lease(offset);
        boolean canRun = lease == null
                ? leasing.consumers().all().stream().anyMatch(consumer -> canRunIn(process, consumer))
                : !lease.record.endsByTimeAlone();
        if (!waits || !canRun) {
            process = null;
        }
    }

    /** Returns a consumer in a process that holds nothing; when there is none, sees to it that one process empties. */
    @Nullable ConsumerEntry emptyProcessFor(long suspect) {
        if (process != null && offset != suspect) {
            return null;
        }
        Map<String, Integer> held = new HashMap<>();
        for (ConsumerEntry consumer : leasing.consumers().all()) {
            if (!consumer.isReceive()) {
                held.merge(consumer.id.process(), consumer.leases.size(), Integer::sum);
            }
        }
        @Nullable ConsumerEntry best = null;
        for (ConsumerEntry consumer : leasing.consumers().all()) {
            if (takes(consumer) && (best == null || rank(consumer, held) < rank(best, held))) {
                best = consumer;
            }
        }
        if (best == null) {
            return null;
        }
        process = best.id.process();
        offset = suspect;
        return rank(best, held) < 0 ? best : null;
    }

    private static boolean canRunIn(@Nullable String process, ConsumerEntry consumer) {
        return takes(consumer) && consumer.id.process().equals(process);
    }

    /** Tells whether it runs what it gets in its process, as a {@code Receive} does not. */
    private static boolean takes(ConsumerEntry consumer) {
        return consumer.capacity > 0 && !consumer.isReceive();
    }

    /** Orders processes: an empty one is the best, then the one that is being emptied, then who holds the least. */
    private int rank(ConsumerEntry consumer, Map<String, Integer> held) {
        int count = held.getOrDefault(consumer.id.process(), 0);
        if (count == 0) {
            return -1;
        }
        return consumer.id.process().equals(process) ? 0 : count;
    }
}
