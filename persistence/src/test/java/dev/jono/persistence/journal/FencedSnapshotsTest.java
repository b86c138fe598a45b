package dev.jono.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class FencedSnapshotsTest {
    private static final String ID = "id";
    private static final int SNAPSHOT_BYTES = 10;
    private static final int CHUNK_BYTES = 4;

    private final MemoryTables tables = new MemoryTables(2);
    private final RowStore store = new DirectStore(tables);
    private final JournalCounters counters = new JournalCounters();
    private final Turns turns = new Turns(1, Runnable::run);
    private final FencedLog log =
            new FencedLog(store, OwnerCheck.rereading(store, counters), Fence.OPEN, counters, turns, false);
    private final FailingChunks chunks = new FailingChunks();
    private final FencedSnapshots snapshots = new FencedSnapshots(store, chunks, log, counters, turns, CHUNK_BYTES);

    @Test
    void chunksOfAFailedSaveGoWithTheNextOne() {
        Incarnation owner = recover();
        chunks.failsManifests = true;
        assertThat(save(owner)).isCompletedExceptionally();
        assertThat(save(owner)).isCompletedExceptionally();
        UUID left = chunks.written.get(chunks.written.size() - 1);
        assertThat(chunks.present())
                .as("the first one's are gone, the second one's are not")
                .containsExactly(left);

        chunks.failsManifests = false;
        assertThat(save(owner)).isCompleted();
        assertThat(chunks.present()).hasSize(1).doesNotContain(left);
        assertThat(save(owner)).isCompleted();
        assertThat(chunks.present()).as("what was saved stays").hasSize(2);
    }

    @Test
    void aSaveGoesOnWhenChunksCannotBeDeleted() {
        Incarnation owner = recover();
        chunks.failsManifests = true;
        assertThat(save(owner)).isCompletedExceptionally();
        chunks.failsManifests = false;
        chunks.failsDeletes = true;
        assertThat(save(owner)).isCompleted();
        chunks.failsDeletes = false;
        assertThat(save(owner)).isCompleted();
        assertThat(chunks.present()).as("deleted at the next chance").hasSize(2);
    }

    @Test
    void chunksOfAnOwnerThatDiedInASaveGoWithTheFirstOneOfTheNext() {
        Incarnation dies = recover();
        assertThat(save(dies)).isCompleted();
        UUID finished = chunks.written.get(chunks.written.size() - 1);
        chunks.failsManifests = true;
        assertThat(save(dies)).isCompletedExceptionally();
        chunks.failsManifests = false;
        Incarnation diesAtItsFirst = recover();
        chunks.failsManifests = true;
        assertThat(save(diesAtItsFirst)).isCompletedExceptionally();
        chunks.failsManifests = false;
        assertThat(chunks.present()).hasSize(3);

        recover();
        Incarnation next = recover();
        assertThat(chunks.present()).as("only a save deletes anything").hasSize(3);
        assertThat(save(next)).isCompleted();
        assertThat(chunks.present()).hasSize(2).contains(finished);
        assertThat(save(next)).isCompleted();
        assertThat(chunks.present()).as("what was saved stays").hasSize(3).contains(finished);
    }

    @Test
    void whatCannotBeDeletedOfADeadOwnerGoesWithTheSaveAfter() {
        chunks.failsManifests = true;
        assertThat(save(recover())).isCompletedExceptionally();
        chunks.failsManifests = false;
        Incarnation next = recover();
        chunks.failsDeletes = true;
        assertThat(save(next)).isCompleted();
        assertThat(chunks.present()).hasSize(2);
        chunks.failsDeletes = false;
        assertThat(save(next)).isCompleted();
        assertThat(chunks.present()).hasSize(2);
    }

    @Test
    void aSaveThatIsStillUnderWayIsNotTakenForAFailedOne() {
        Incarnation owner = recover();
        chunks.held = new CompletableFuture<>();
        CompletableFuture<Void> slow = save(owner);
        CompletableFuture<Void> next = save(owner);
        assertThat(next).isNotDone();
        chunks.held.complete(null);
        assertThat(slow).isCompleted();
        assertThat(next).isCompleted();
        assertThat(chunks.present()).hasSize(2);
        assertThat(chunks.manifests).extracting(Manifest::id).containsExactlyInAnyOrderElementsOf(chunks.present());
    }

    @Test
    void whatIsOlderThanAllThatStaysLeavesNoTraceOfItsOwn() {
        Incarnation owner = recover();
        List.of(0, 1, 1).forEach(ordinal -> assertThat(save(owner, ordinal)).isCompleted());
        UUID newest = chunks.manifests.get(2).id();

        assertThat(delete(owner, manifest -> manifest.mark().ordinal() == 0)).isCompleted();
        assertThat(chunks.deletedAlone).isEmpty();
        assertThat(chunks.manifests).hasSize(2);
        assertThat(chunks.present()).hasSize(2);

        assertThat(delete(owner, manifest -> !manifest.id().equals(newest))).isCompleted();
        assertThat(chunks.deletedAlone)
                .as("it has the ordinal of one that stays")
                .hasSize(1);
        assertThat(chunks.manifests).extracting(Manifest::id).containsExactly(newest);
        assertThat(chunks.present()).containsExactly(newest);
    }

    @Test
    void severalGoOneAfterTheOtherSoThatNoChunksAreLeftOverIfTheOwnerDies() {
        Incarnation owner = recover();
        assertThat(save(owner, 0)).isCompleted();
        assertThat(save(owner, 1)).isCompleted();
        chunks.failsDeletes = true;
        assertThat(delete(owner, manifest -> true)).isCompletedExceptionally();
        assertThat(chunks.manifests)
                .as("the newer one is still known, with its chunks")
                .hasSize(1);
        chunks.failsDeletes = false;
        assertThat(delete(owner, manifest -> true)).isCompleted();
        assertThat(chunks.manifests).isEmpty();
        assertThat(chunks.deletedAlone).isEmpty();
    }

    /** A replica that was away longer than tombstones are kept brings back what was deleted meanwhile. */
    @Test
    void aSnapshotThatComesBackAfterItsTombstoneIsGoneIsOneLikeTheOthersOrNone() {
        Incarnation owner = recover();
        write(owner);
        write(owner);
        List.of(1, 2, 3).forEach(ordinal -> assertThat(save(owner, ordinal)).isCompleted());
        Manifest gone = chunks.manifests.get(0);
        Map<Integer, ByteBuffer> itsChunks = chunks.chunks.get(gone.id());
        assertThat(delete(owner, manifest -> manifest.mark().ordinal() == 1)).isCompleted();

        chunks.manifests.add(gone);
        assertThat(load()).isEqualTo(3);
        chunks.present().clear();
        assertThatThrownBy(this::load).as("without its chunks").hasMessageContaining("missing");
        chunks.chunks.put(gone.id(), itsChunks);
        assertThat(load()).as("with its chunks, and all rows behind it").isEqualTo(1);
        log.delete(owner, 2).toCompletableFuture().join();
        assertThatThrownBy(this::load).as("its rows are gone").hasMessageContaining("missing");
    }

    @Test
    void aSnapshotThatNobodyWaitsForAnyMoreIsNotRead() {
        assertThat(save(recover())).isCompleted();
        CompletableFuture<String> busy = new CompletableFuture<>();
        turns.take(() -> busy);
        AtomicBoolean wanted = new AtomicBoolean(true);
        CompletableFuture<?> load =
                snapshots.load(ID, manifest -> true, stored -> "", wanted::get).toCompletableFuture();
        assertThat(load).as("it waits for its turn").isNotDone();
        wanted.set(false);
        busy.complete("");
        assertThatThrownBy(load::join).hasMessageContaining("nobody waits for the recovery of [id]");
        assertThat(load()).as("the turn is free again").isZero();
    }

    /** Returns the ordinal of the snapshot that counts. */
    private long load() {
        return snapshots
                .load(ID, manifest -> true, stored -> "", () -> true)
                .toCompletableFuture()
                .join()
                .orElseThrow()
                .manifest()
                .mark()
                .ordinal();
    }

    private CompletableFuture<Void> delete(Incarnation owner, Predicate<Manifest> which) {
        return snapshots.delete(owner, which).toCompletableFuture();
    }

    /** An owner that has written its first row. */
    private Incarnation recover() {
        Incarnation owner = log.recover(ID, "", RecoveryPoint.beginning(), () -> true, row -> {})
                .toCompletableFuture()
                .join();
        write(owner);
        return owner;
    }

    private void write(Incarnation owner) {
        RowBody body = new RowBody(1, "", "", "", 0, ByteBuffer.allocate(0));
        log.write(owner, owner.next(), CompletableFuture.completedFuture(List.of(List.of(body))))
                .toCompletableFuture()
                .join();
    }

    private CompletableFuture<Void> save(Incarnation owner) {
        return save(owner, 0);
    }

    private CompletableFuture<Void> save(Incarnation owner, long ordinal) {
        var stored = new SerializedForms.Stored(1, "", ByteBuffer.allocate(SNAPSHOT_BYTES));
        return snapshots.save(owner, ordinal, 0, stored).toCompletableFuture();
    }

    /** Fails, or waits, when the test says so. */
    private static final class FailingChunks extends MemoryChunks {
        private final List<UUID> written = new ArrayList<>();
        private final List<Manifest> deletedAlone = new ArrayList<>();
        private CompletableFuture<Void> held = CompletableFuture.completedFuture(null);
        private boolean failsManifests;
        private boolean failsDeletes;

        /** Those that have chunks. */
        private Set<UUID> present() {
            return chunks.keySet();
        }

        @Override
        public CompletionStage<Void> writeChunk(String persistenceId, UUID snapshot, int chunk, ByteBuffer bytes) {
            written.add(snapshot);
            super.writeChunk(persistenceId, snapshot, chunk, bytes);
            return held;
        }

        @Override
        public CompletionStage<Void> writeManifest(String persistenceId, Manifest manifest) {
            return failsManifests ? failed() : super.writeManifest(persistenceId, manifest);
        }

        @Override
        public CompletionStage<Void> delete(String persistenceId, Manifest manifest) {
            deletedAlone.add(manifest);
            return super.delete(persistenceId, manifest);
        }

        @Override
        public CompletionStage<Void> deleteChunks(String persistenceId, UUID snapshot) {
            return failsDeletes ? failed() : super.deleteChunks(persistenceId, snapshot);
        }

        private static CompletionStage<Void> failed() {
            return CompletableFuture.failedFuture(new IllegalStateException("planted by the test"));
        }
    }
}
