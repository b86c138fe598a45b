package dev.jono.persistence.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * How snapshots are named: by the epoch that saves and by how many it has begun. So whoever owns the history next knows, without a list,
 * under which names an owner may have left chunks that died in a save.
 */
final class SnapshotIds {
    /** So many saves after the last finished one of an epoch are looked for: each costs a delete. */
    private static final int SAVES = 4;

    private SnapshotIds() {}

    static UUID of(long epoch, long save) {
        return new UUID(epoch, save);
    }

    /**
     * The names of snapshots that owners before the epoch may have begun and not finished; these are the finished ones. An epoch without
     * a reign has written no row, and so nothing that it could have saved; one that has saved has looked after those before it.
     */
    static List<UUID> unfinishedBefore(long epoch, Reigns reigns, List<Manifest> finished) {
        long lastSaver = finished.stream()
                .mapToLong(Manifest::savedByEpoch)
                .filter(savedBy -> savedBy < epoch)
                .max()
                .orElse(0);
        List<UUID> ids = new ArrayList<>();
        for (long before : reigns.firstByEpoch().keySet()) {
            if (before >= lastSaver && before < epoch) {
                long lastSave = lastSave(before, finished);
                for (long save = lastSave + 1; save <= lastSave + SAVES; save++) {
                    ids.add(of(before, save));
                }
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
