package dev.jono.persistence.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tables in memory. */
final class MemoryTables implements ModelTables {
    /** The key of a row in its segment. */
    private record Key(long ordinal, long epoch) {
        static final Comparator<Key> ORDER =
                Comparator.comparingLong(Key::ordinal).thenComparingLong(Key::epoch);
    }

    private final int pageSize;
    private final Map<Long, NavigableMap<Key, Row>> segments = new HashMap<>();
    private final Map<UUID, Map<Integer, ByteBuffer>> chunks = new HashMap<>();
    private final List<Manifest> manifests = new ArrayList<>();
    private OwnerRecord owner = OwnerRecord.NONE;

    MemoryTables(int pageSize) {
        this.pageSize = pageSize;
    }

    @Override
    public OwnerRecord owner() {
        return owner;
    }

    @Override
    public boolean claim(long expectedEpoch, long newEpoch, String claimant) {
        if (owner.epoch() != expectedEpoch) {
            return false;
        }
        owner = new OwnerRecord(newEpoch, claimant, owner.reigns(), owner.deletedTo());
        return true;
    }

    @Override
    public boolean record(long epoch, Reigns reigns, long deletedTo) {
        if (owner.epoch() != epoch) {
            return false;
        }
        owner = new OwnerRecord(epoch, owner.owner(), reigns, deletedTo);
        return true;
    }

    @Override
    public void write(long segment, List<Row> rows) {
        NavigableMap<Key, Row> stored = segments.computeIfAbsent(segment, s -> new TreeMap<>(Key.ORDER));
        rows.forEach(row -> stored.put(new Key(row.ordinal(), row.epoch()), row));
    }

    @Override
    public RowPage read(long segment, long first, long last, @Nullable Object page) {
        Key after = page == null ? new Key(first, Long.MIN_VALUE) : (Key) page;
        List<Row> rows =
                segments.getOrDefault(segment, new TreeMap<>(Key.ORDER)).tailMap(after, false).values().stream()
                        .filter(row -> row.ordinal() <= last)
                        .limit(pageSize)
                        .toList();
        if (rows.size() < pageSize) {
            return new RowPage(rows, null);
        }
        Row end = rows.get(rows.size() - 1);
        return new RowPage(rows, new Key(end.ordinal(), end.epoch()));
    }

    @Override
    public void delete(long segment, long last) {
        NavigableMap<Key, Row> stored = segments.get(segment);
        if (stored != null) {
            stored.headMap(new Key(last, Long.MAX_VALUE), true).clear();
        }
    }

    @Override
    public void writeChunk(UUID snapshot, int chunk, ByteBuffer bytes) {
        chunks.computeIfAbsent(snapshot, s -> new HashMap<>()).put(chunk, bytes);
    }

    @Override
    public Optional<ByteBuffer> readChunk(UUID snapshot, int chunk) {
        return Optional.ofNullable(chunks.getOrDefault(snapshot, Map.of()).get(chunk))
                .map(ByteBuffer::duplicate);
    }

    @Override
    public void writeManifest(Manifest manifest) {
        manifests.add(manifest);
    }

    @Override
    public List<Manifest> manifests() {
        return List.copyOf(manifests);
    }

    @Override
    public void deleteChunks(UUID snapshot) {
        chunks.remove(snapshot);
    }

    @Override
    public void deleteSnapshotsUpTo(Manifest newest) {
        manifests.removeIf(
                manifest -> manifest.mark().ordinal() <= newest.mark().ordinal());
        deleteChunks(newest.id());
    }

    @Override
    public void deleteSnapshot(Manifest manifest) {
        manifests.remove(manifest);
        deleteChunks(manifest.id());
    }
}
