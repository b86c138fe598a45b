package dev.jono.persistence.journal;

import java.util.UUID;
import org.apache.pekko.persistence.SnapshotMetadata;

/** What is stored of a snapshot beside its chunks. It is written last: without it the chunks are not a snapshot. */
record Manifest(
        SnapshotMark mark,
        UUID id,
        long savedByEpoch,
        long takenAtMillis,
        int chunkCount,
        long byteCount,
        long crc32c,
        int serializerId,
        String serializerManifest) {

    SnapshotMetadata metadata(String persistenceId) {
        return SnapshotMetadata.apply(persistenceId, mark.ordinal(), takenAtMillis);
    }
}
