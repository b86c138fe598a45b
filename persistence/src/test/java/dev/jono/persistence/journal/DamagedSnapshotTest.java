package dev.jono.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with a single chunk of a snapshot, it counts as none, and the one before is used as it was saved. */
class DamagedSnapshotTest {
    private static final String ID = "id";
    private static final int CHUNK_BYTES = 4;
    private static final int CHUNKS = 5;

    private final RowStore store = new DirectStore(new MemoryTables(2));
    private final JournalCounters counters = new JournalCounters();
    private final Turns turns = new Turns(1, Runnable::run);
    private final FencedLog log =
            new FencedLog(store, OwnerCheck.rereading(store, counters), Fence.OPEN, counters, turns, false);
    private final MemoryChunks chunks = new MemoryChunks();
    private final FencedSnapshots snapshots = new FencedSnapshots(store, chunks, log, counters, turns, CHUNK_BYTES);

    /** What became of a chunk. */
    private enum Damage {
        MISSING {
            @Override
            Optional<ByteBuffer> of(ByteBuffer chunk, ByteBuffer ofAnother) {
                return Optional.empty();
            }
        },
        EMPTY {
            @Override
            Optional<ByteBuffer> of(ByteBuffer chunk, ByteBuffer ofAnother) {
                return Optional.of(ByteBuffer.allocate(0));
            }
        },
        TRUNCATED {
            @Override
            Optional<ByteBuffer> of(ByteBuffer chunk, ByteBuffer ofAnother) {
                return Optional.of(chunk.slice(0, chunk.remaining() - 1));
            }
        },
        LONGER {
            @Override
            Optional<ByteBuffer> of(ByteBuffer chunk, ByteBuffer ofAnother) {
                int bytes = chunk.remaining();
                return Optional.of(ByteBuffer.allocate(bytes + 1).put(0, chunk, 0, bytes));
            }
        },
        OF_ANOTHER_SNAPSHOT {
            @Override
            Optional<ByteBuffer> of(ByteBuffer chunk, ByteBuffer ofAnother) {
                return Optional.of(ofAnother);
            }
        },
        ONE_BIT_WRONG {
            @Override
            Optional<ByteBuffer> of(ByteBuffer chunk, ByteBuffer ofAnother) {
                byte[] wrong = new byte[chunk.remaining()];
                chunk.duplicate().get(wrong);
                wrong[wrong.length - 1] ^= 1;
                return Optional.of(ByteBuffer.wrap(wrong));
            }
        };

        abstract Optional<ByteBuffer> of(ByteBuffer chunk, ByteBuffer ofAnother);
    }

    @BeforeEach
    void saveTwo() {
        Incarnation owner = log.recover(ID, "", RecoveryPoint.beginning(), () -> true, row -> {})
                .toCompletableFuture()
                .join();
        for (int ordinal = 1; ordinal <= 2; ordinal++) {
            RowBody body = new RowBody(1, "", "", "", 0, ByteBuffer.allocate(0));
            log.write(owner, owner.next(), CompletableFuture.completedFuture(List.of(List.of(body))))
                    .toCompletableFuture()
                    .join();
            var stored = new SerializedForms.Stored(1, "", bytesOf(ordinal));
            assertThat(snapshots.save(owner, ordinal, 0, stored).toCompletableFuture())
                    .isCompleted();
        }
        assertThat(load()).as("nothing is damaged").contains(bytesOf(2));
    }

    /** Full chunks, and one of two bytes. */
    private static ByteBuffer bytesOf(int ordinal) {
        byte[] bytes = new byte[CHUNK_BYTES * (CHUNKS - 1) + 2];
        Arrays.fill(bytes, (byte) ordinal);
        return ByteBuffer.wrap(bytes);
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void oneDamagedChunkIsEnoughWhicheverItIs(Damage damage) {
        for (int chunk = 0; chunk < CHUNKS; chunk++) {
            ByteBuffer whole = chunk(2, chunk);
            put(2, chunk, damage.of(whole, chunk(1, chunk)));
            assertThat(load()).as("chunk %d", chunk).contains(bytesOf(1));
            assertThat(counters.stats().unreadableSnapshots()).isEqualTo(chunk + 1);
            put(2, chunk, Optional.of(whole));
            assertThat(load()).as("chunk %d as it was", chunk).contains(bytesOf(2));
        }
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void whereBothAreDamagedNothingIsRecoveredAndThatIsSaid(Damage damage) {
        int last = CHUNKS - 1;
        ByteBuffer other = chunk(1, last);
        put(1, 0, damage.of(chunk(1, 0), chunk(2, 0)));
        put(2, last, damage.of(chunk(2, last), other));
        assertThatThrownBy(this::load).hasMessageContaining("snapshot of [id] at 1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whereAManifestIsMissingTheOtherSnapshotIsUsed(int ordinal) {
        chunks.manifests.removeIf(manifest -> manifest.mark().ordinal() == ordinal);
        assertThat(load()).contains(bytesOf(3 - ordinal));
    }

    @Test
    void whereAllManifestsAreMissingEverythingIsReplayed() {
        chunks.manifests.clear();
        assertThat(load()).isEmpty();
    }

    private ByteBuffer chunk(int ordinal, int chunk) {
        return Objects.requireNonNull(chunksOf(ordinal).get(chunk), "no such chunk");
    }

    private void put(int ordinal, int chunk, Optional<ByteBuffer> bytes) {
        Map<Integer, ByteBuffer> chunks = chunksOf(ordinal);
        chunks.remove(chunk);
        bytes.ifPresent(present -> chunks.put(chunk, present));
    }

    private Map<Integer, ByteBuffer> chunksOf(int ordinal) {
        return chunks.manifests.stream()
                .filter(manifest -> manifest.mark().ordinal() == ordinal)
                .map(manifest -> Objects.requireNonNull(chunks.chunks.get(manifest.id()), "no chunks"))
                .findFirst()
                .orElseThrow();
    }

    private Optional<ByteBuffer> load() {
        return snapshots
                .load(ID, manifest -> true, SerializedForms.Stored::bytes, () -> true)
                .toCompletableFuture()
                .join()
                .map(FencedSnapshots.Loaded::snapshot);
    }
}
