package dev.jono.persistence.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * How snapshots are named: by the epoch that saves and by how many it has begun. So whoever owns the history next knows, without a list,
 * under which names an owner may have left chunks that died in a save.
 */
final class SnapshotIds {
    /** So many epochs back, and so many saves after the last finished one of each, are looked for: each costs a delete. */
    private static final int EPOCHS = 8;

    private static final int SAVES = 2;

    private SnapshotIds() {}

    static UUID of(long epoch, long save) {
        return new UUID(epoch, save);
    }

    /** The names of snapshots that owners before the epoch may have begun and not finished; these are the finished ones. */
    static List<UUID> unfinishedBefore(long epoch, List<Manifest> finished) {
        long lastSaver = finished.stream()
                .mapToLong(Manifest::savedByEpoch)
                .filter(savedBy -> savedBy < epoch)
                .max()
                .orElse(1);
        List<UUID> ids = new ArrayList<>();
        // Who saved one has looked after those before it.
        for (long before = Math.max(lastSaver, epoch - EPOCHS); before < epoch; before++) {
            long lastSave = lastSave(before, finished);
            for (long save = lastSave + 1; save <= lastSave + SAVES; save++) {
                ids.add(of(before, save));
            }
        }
        return ids;
    }

    private static long lastSave(long epoch, List<Manifest> finished) {
        return finished.stream()
                .map(Manifest::id)
                .filter(id -> id.getMostSignificantBits() == epoch)
                .mapToLong(UUID::getLeastSignificantBits)
                .max()
                .orElse(0);
    }
}
