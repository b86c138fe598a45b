package dev.jono.persistence.journal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** The few storage operations that snapshots are built on, all at quorum. */
interface ChunkStore {
    CompletionStage<Void> writeChunk(String persistenceId, UUID snapshot, int chunk, ByteBuffer bytes);

    CompletionStage<Optional<ByteBuffer>> readChunk(String persistenceId, UUID snapshot, int chunk);

    CompletionStage<Void> writeManifest(String persistenceId, Manifest manifest);

    /** All manifests, highest ordinal first. */
    CompletionStage<List<Manifest>> readManifests(String persistenceId);

    /** Deletes chunks that have no manifest. */
    CompletionStage<Void> deleteChunks(String persistenceId, UUID snapshot);

    /** Deletes the manifest, then the chunks. It leaves a tombstone of its own among the manifests, which every read of them passes. */
    CompletionStage<Void> delete(String persistenceId, Manifest manifest);

    /** Deletes all manifests with no higher ordinal than this one, then the chunks of this one. The tombstones of such deletes become one. */
    CompletionStage<Void> deleteUpTo(String persistenceId, Manifest manifest);
}
