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
    private static final long LETTER_BYTES = 192;

    /** After a failure a snapshot is tried again after this part of what is between two of them, then after twice that, and so on. */
    private static final int FIRST_RETRY_PART = 8;

    private final long afterBytes;
    private final int ratio;
    private long bytesSince;
    private long bytesBefore;
    private long dueBytes;
    private long lastSnapshotBytes;
    private int failures;
    private long newest;
    private long older;
    private boolean saving;

    SnapshotPolicy(long afterBytes, int ratio) {
        this.afterBytes = afterBytes;
        this.ratio = ratio;
        this.dueBytes = afterBytes;
    }

    void recoveredFrom(long sequenceNr) {
        newest = sequenceNr;
    }

    void wrote(long bytes) {
        bytesSince += bytes;
    }

    boolean isDue() {
        return !saving && bytesSince >= dueBytes;
    }

    void saving(long snapshotBytes) {
        saving = true;
        bytesBefore = bytesSince;
        bytesSince = 0;
        lastSnapshotBytes = snapshotBytes;
    }

    /** Estimates the stored size of a snapshot: what it costs to write decides how often one is written. */
    static long estimatedBytes(QueueImage image) {
        long bitmaps = (long) image.ready().length
                + image.suspects().length
                + image.counted().length
                + image.rows().toBytes().length;
        for (var byTime : List.of(image.delayed(), image.expiries(), image.attempts())) {
            for (byte[] bitmap : byTime.values()) {
                bitmaps += bitmap.length;
            }
        }
        long entries = (long) image.leases().size() + image.deduplication().size();
        for (QueueImage.SessionImage session : image.sessions()) {
            entries += 1 + session.runs().size();
        }
        long letters = 0;
        for (QueueImage.OutboundImage outbound : image.deadLetters()) {
            for (var letter : outbound.pending().values()) {
                letters += LETTER_BYTES + letter.info().error().length();
            }
        }
        return bitmaps + ENTRY_BYTES * entries + letters;
    }

    /** Returns the row up to which the older kept snapshot covers, when there are two and this one is the newest. */
    OptionalLong saved(long sequenceNr) {
        saving = false;
        failures = 0;
        dueBytes = bytesBetween();
        if (sequenceNr <= newest) {
            return OptionalLong.empty();
        }
        older = newest;
        newest = sequenceNr;
        return older();
    }

    /** Returns the row up to which the older kept snapshot covers, if there are two. */
    OptionalLong older() {
        return older > 0 ? OptionalLong.of(older) : OptionalLong.empty();
    }

    /** Tells whether the last one failed: the next is taken when its rows say so, not sooner. */
    boolean hasFailed() {
        return failures > 0;
    }

    boolean isSaving() {
        return saving;
    }

    /** The rows that it would have covered count again; the next one is taken the later, the more have failed. */
    void failed() {
        saving = false;
        bytesSince += bytesBefore;
        long retryBytes = Math.max(1, (bytesBetween() / FIRST_RETRY_PART) << Math.min(failures, 3));
        dueBytes = bytesBefore + retryBytes;
        failures++;
    }

    /** Returns after how many bytes of rows one is taken. */
    long bytesBetween() {
        return Math.max(afterBytes, ratio * lastSnapshotBytes);
    }
}
