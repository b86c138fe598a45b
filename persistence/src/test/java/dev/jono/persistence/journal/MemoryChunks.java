package dev.jono.persistence.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The snapshots of one persistence id, in memory. */
class MemoryChunks implements ChunkStore {
    final Map<UUID, Map<Integer, ByteBuffer>> chunks = new HashMap<>();
    final List<Manifest> manifests = new ArrayList<>();

    @Override
    public CompletionStage<Void> writeChunk(String persistenceId, UUID snapshot, int chunk, ByteBuffer bytes) {
        chunks.computeIfAbsent(snapshot, id -> new HashMap<>()).put(chunk, bytes.duplicate());
        return done();
    }

    @Override
    public CompletionStage<Optional<ByteBuffer>> readChunk(String persistenceId, UUID snapshot, int chunk) {
        ByteBuffer bytes = chunks.getOrDefault(snapshot, Map.of()).get(chunk);
        return CompletableFuture.completedFuture(Optional.ofNullable(bytes).map(ByteBuffer::duplicate));
    }

    @Override
    public CompletionStage<Void> writeManifest(String persistenceId, Manifest manifest) {
        manifests.add(manifest);
        return done();
    }

    @Override
    public CompletionStage<List<Manifest>> readManifests(String persistenceId) {
        return CompletableFuture.completedFuture(manifests.stream()
                .sorted(Comparator.comparingLong(
                                (Manifest manifest) -> manifest.mark().ordinal())
                        .reversed())
                .toList());
    }

    @Override
    public CompletionStage<Void> delete(String persistenceId, Manifest manifest) {
        manifests.remove(manifest);
        return deleteChunks(persistenceId, manifest.id());
    }

    @Override
    public CompletionStage<Void> deleteUpTo(String persistenceId, Manifest newest) {
        manifests.removeIf(
                manifest -> manifest.mark().ordinal() <= newest.mark().ordinal());
        return deleteChunks(persistenceId, newest.id());
    }

    @Override
    public CompletionStage<Void> deleteChunks(String persistenceId, UUID snapshot) {
        chunks.remove(snapshot);
        return done();
    }

    private static CompletionStage<Void> done() {
        return CompletableFuture.completedFuture(null);
    }
}
