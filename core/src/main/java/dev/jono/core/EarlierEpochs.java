package dev.jono.core;

import dev.jono.api.protocol.ConsumerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What earlier epochs left behind: leases without their consumers, and tokens that may count still. Soft state of {@link Leasing}. */
final class EarlierEpochs {
    /** Leases from before a recovery whose consumers have not reported yet. */
    private final Map<ConsumerId, List<Lease>> unclaimed = new HashMap<>();

    /** Leases from before a recovery whose time has not begun. */
    private List<Lease> restored = new ArrayList<>();

    /** Messages from before this epoch whose delivery has ended in it: no token of an earlier epoch counts for them. */
    private final OffsetSet endedHere = new OffsetSet();

    /** The first offset that this epoch stores. */
    private long epochBegin = Long.MAX_VALUE;

    void restored(Lease lease) {
        restored.add(lease);
        if (!lease.record.endsByTimeAlone()) {
            unclaimed
                    .computeIfAbsent(lease.record.consumer(), consumer -> new ArrayList<>())
                    .add(lease);
        }
    }

    /** Takes the leases from before the recovery that are still in force; there are none left behind it. */
    List<Lease> takeRestored() {
        List<Lease> taken = restored.stream().filter(lease -> !lease.ended).toList();
        restored = List.of();
        return taken;
    }

    void epochStarted(long firstOffset) {
        epochBegin = firstOffset;
    }

    /** Returns the leases in force of a consumer that reports for the first time. */
    List<Lease> claim(ConsumerId consumer) {
        @Nullable List<Lease> claimed = unclaimed.remove(consumer);
        return claimed == null
                ? List.of()
                : claimed.stream().filter(lease -> !lease.ended).toList();
    }

    void deliveryEnded(long offset) {
        if (offset < epochBegin) {
            endedHere.add(offset);
        }
    }

    /** The message is done, or a delivery of it from an earlier epoch is in force again. */
    void forget(long offset) {
        endedHere.remove(offset);
    }

    /** Tells whether a delivery of this message, which an earlier epoch stored, has ended in this one. */
    boolean hasEndedHere(long offset) {
        return endedHere.contains(offset);
    }
}
