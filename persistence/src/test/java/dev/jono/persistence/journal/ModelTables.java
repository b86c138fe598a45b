package dev.jono.persistence.journal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tables that a model run works on, as far as one persistence id goes. Every operation takes effect at once and as a whole. */
interface ModelTables {
    OwnerRecord owner();

    boolean claim(long expectedEpoch, long newEpoch, String claimant);

    boolean record(long epoch, Reigns reigns, long deletedTo);

    void write(long segment, List<Row> rows);

    RowPage read(long segment, long first, long last, @Nullable Object page);

    void delete(long segment, long last);

    void writeChunk(UUID snapshot, int chunk, ByteBuffer bytes);

    Optional<ByteBuffer> readChunk(UUID snapshot, int chunk);

    void writeManifest(Manifest manifest);

    List<Manifest> manifests();

    void deleteChunks(UUID snapshot);

    void deleteSnapshot(Manifest manifest);

    void deleteSnapshotsUpTo(Manifest newest);
}
