package dev.jono.persistence;

import dev.jono.core.QueueImage;
import java.util.List;
import java.util.OptionalLong;

/**
 * When to take a snapshot, and which stay. One is taken after as many bytes of rows as a replay may cost, and the last two are
 * kept, so that a missing or unreadable one leaves an older.
 */
final class SnapshotPolicy {
    private static final long ENTRY_BYTES = 64;

    private final long afterBytes;
    private final int ratio;
    private long bytesSince;
    private long bytesBefore;
    private long lastSnapshotBytes;
    private long newest;
    private boolean saving;

    SnapshotPolicy(long afterBytes, int ratio) {
        this.afterBytes = afterBytes;
        this.ratio = ratio;
    }

    void recoveredFrom(long sequenceNr) {
        newest = sequenceNr;
    }

    /** Returns the last row that the newest snapshot covers, 0 without one. */
    long newest() {
        return newest;
    }

    void wrote(long bytes) {
        bytesSince += bytes;
    }

    boolean isDue() {
        return !saving && bytesSince >= Math.max(afterBytes, ratio * lastSnapshotBytes);
    }

    void saving(long snapshotBytes) {
        saving = true;
        bytesBefore = bytesSince;
        bytesSince = 0;
        lastSnapshotBytes = snapshotBytes;
    }

    /** Estimates the stored size of a snapshot: what it costs to write decides how often one is written. */
    static long estimatedBytes(QueueImage image) {
        long bitmaps = image.ready().length + (long) image.suspects().length + image.counted().length;
        for (var byTime : List.of(image.delayed(), image.expiries(), image.attempts())) {
            for (byte[] bitmap : byTime.values()) {
                bitmaps += bitmap.length;
            }
        }
        long entries = (long) image.rows().size()
                + image.leases().size()
                + image.deduplication().size();
        return bitmaps + ENTRY_BYTES * (entries + image.sessions().size());
    }

    /** Returns the row up to which the older kept snapshot covers, when there are two and this one is the newest. */
    OptionalLong saved(long sequenceNr) {
        saving = false;
        if (sequenceNr <= newest) {
            return OptionalLong.empty();
        }
        long older = newest;
        newest = sequenceNr;
        return older > 0 ? OptionalLong.of(older) : OptionalLong.empty();
    }

    void failed() {
        saving = false;
        bytesSince += bytesBefore;
    }
}
