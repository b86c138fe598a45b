package dev.jono.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class FencedLogTest {
    private static final String ID = "id";
    private final MemoryTables tables = new MemoryTables(2);
    private final DirectStore store = new DirectStore(tables);
    private final JournalCounters counters = new JournalCounters();
    private final FencedLog log = log(Fence.OPEN);

    private FencedLog log(Fence fence) {
        return new FencedLog(
                store, OwnerCheck.rereading(store, counters), fence, counters, new Turns(1, Runnable::run), false);
    }

    @Test
    void deletesAreRecordedBeforeTheyAreDoneAndTrimWhatIsForgotten() {
        write(recover(), 3);
        Incarnation second = recover();
        write(second, 2);
        log.delete(second, 4).toCompletableFuture().join();
        assertThat(tables.owner().deletedTo()).isEqualTo(4);
        assertThat(tables.owner().reigns()).isEqualTo(Reigns.of(Map.of(2L, 4L)));
        assertThat(tables.read(0, 1, 9, null).rows()).extracting(Row::ordinal).containsExactly(5L);
    }

    @Test
    void neverDeletesMoreThanIsConfirmed() {
        Incarnation owner = recover();
        write(owner, 3);
        log.delete(owner, Long.MAX_VALUE).toCompletableFuture().join();
        assertThat(tables.owner().deletedTo()).isEqualTo(3);
    }

    @Test
    void failsIfDeletedRowsAreNotCoveredByASnapshot() {
        Incarnation owner = recover();
        write(owner, 3);
        log.delete(owner, 2).toCompletableFuture().join();
        assertFails(
                this::recover,
                IncompleteHistoryException.class,
                "deleted up to 2, but the snapshots cover it only up to 0");
        assertThat(recover(new SnapshotMark(2, 1))).containsExactly(3L);
    }

    @Test
    void recoversFromTheMiddleOfAWriteThatHangsOverItsSegment() {
        Incarnation owner = recover();
        write(owner, Segments.ROWS - 1);
        write(owner, 5);
        log.delete(owner, Segments.ROWS + 1).toCompletableFuture().join();
        assertThat(recover(new SnapshotMark(Segments.ROWS + 1, 1)))
                .containsExactly(Segments.ROWS + 2L, Segments.ROWS + 3L, Segments.ROWS + 4L);
    }

    @Test
    void readsAsLittleAfterMuchHasPassedAsAfterLittle() {
        Incarnation owner = recover();
        write(owner, 3);
        int afterLittle = readsOfRecovery(owner);
        Incarnation busy = recoverFrom(new SnapshotMark(2, 1), row -> {});
        for (int segment = 0; segment < 20; segment++) {
            write(busy, Segments.ROWS);
        }
        assertThat(readsOfRecovery(busy))
                .as("the segment before may hold rows, too")
                .isEqualTo(afterLittle + 1);
    }

    /** Deletes all but the last row, behind a snapshot, and recovers. */
    private int readsOfRecovery(Incarnation owner) {
        long snapshot = owner.next() - 2;
        log.delete(owner, snapshot).toCompletableFuture().join();
        int before = store.reads();
        assertThat(recover(new SnapshotMark(snapshot, tables.owner().reigns().epochAt(snapshot))))
                .containsExactly(snapshot + 1);
        return store.reads() - before;
    }

    /** A replica that was away longer than tombstones are kept brings back what was deleted meanwhile. */
    @Test
    void rowsThatComeBackAfterTheirTombstonesAreGoneAreNotRead() {
        write(recover(), 1);
        Incarnation owner = recover();
        write(owner, 3);
        List<Row> deleted = tables.read(0, 1, 2, null).rows();
        log.delete(owner, 2).toCompletableFuture().join();
        tables.write(0, deleted);
        assertThat(tables.read(0, 1, 2, null).rows()).hasSize(2);

        assertThat(recover(new SnapshotMark(2, 2))).containsExactly(3L, 4L);
        assertFails(this::recover, IncompleteHistoryException.class, "deleted up to 2");
    }

    @Test
    void failsIfTheSnapshotThatWasLoadedIsNotValid() {
        write(recover(), 3);
        assertFails(
                () -> recover(new SnapshotMark(2, 7)),
                IncompleteHistoryException.class,
                "snapshot at 2 that was loaded is not valid");
    }

    @Test
    void failsIfTheOwnerRecordWasLost() {
        write(recover(), 3);
        MemoryTables withoutOwner = new MemoryTables(2);
        withoutOwner.write(0, tables.read(0, 1, 9, null).rows());
        RowStore rest = new DirectStore(withoutOwner);
        FencedLog onRest = new FencedLog(
                rest, OwnerCheck.rereading(rest, counters), Fence.OPEN, counters, new Turns(1, Runnable::run), false);
        assertFails(
                () -> onRest.recover(ID, "", RecoveryPoint.beginning(), () -> true, row -> {})
                        .toCompletableFuture()
                        .join(),
                IncompleteHistoryException.class,
                "nobody ever wrote");
    }

    @Test
    void aRecoveryWithoutEventsClaimsAndFindsTheEnd() {
        Incarnation first = recover();
        write(first, 3);
        Incarnation second = log.recover(ID, "", new RecoveryPoint(null, 1, 0), () -> true, row -> {
                    throw new AssertionError("no events wanted");
                })
                .toCompletableFuture()
                .join();
        assertThat(second.next()).isEqualTo(4);
        assertFails(() -> write(first, 1), NotOwnerException.class, "epoch 2 has claimed it");
        assertThat(counters.stats().ownershipLost()).isEqualTo(1);
    }

    @Test
    void aRecoveryThatIsGivenUpReadsNoFurther() {
        write(recover(), 5);
        int before = store.reads();
        AtomicBoolean wanted = new AtomicBoolean(true);
        assertFails(
                () -> log.recover(ID, "", RecoveryPoint.beginning(), wanted::get, row -> wanted.set(false))
                        .toCompletableFuture()
                        .join(),
                JournalException.class,
                "nobody waits for the recovery of [id]");
        // One write of five rows in pages of two: it is handed on with the third.
        assertThat(store.reads() - before).isEqualTo(3);
    }

    @Test
    void anOwnerThatIsDisplacedBetweenTwoWritesOfARequestStoresOnlyTheFirst() {
        Incarnation old = recover();
        store.beforeNextEpochIsRead(this::recover);
        assertFails(
                () -> log.write(old, 1, CompletableFuture.completedFuture(List.of(bodies(1), bodies(2))))
                        .toCompletableFuture()
                        .join(),
                NotOwnerException.class,
                "has claimed it");
        assertThat(tables.read(0, 1, 9, null).rows()).extracting(Row::ordinal).containsExactly(1L);
    }

    @Test
    void nothingIsWrittenBehindAWriteThatFailed() {
        Incarnation owner = recover();
        assertFails(
                () -> log.write(owner, 1, CompletableFuture.failedFuture(new IllegalStateException("planted")))
                        .toCompletableFuture()
                        .join(),
                IllegalStateException.class,
                "planted");
        assertFails(() -> write(owner, 1), JournalException.class, "has ended with an earlier failure");
        assertThat(tables.read(0, 1, 9, null).rows()).isEmpty();
    }

    @Test
    void confirmsNothingOnceTheFenceHasTripped() {
        Incarnation owner = recover();
        FencedLog fenced = log(() -> {
            throw new FenceTrippedException("planted");
        });
        assertFails(
                () -> fenced.write(owner, 1, CompletableFuture.completedFuture(List.of(bodies(1))))
                        .toCompletableFuture()
                        .join(),
                FenceTrippedException.class,
                "planted");
        assertFails(() -> fenced.delete(owner, 1).toCompletableFuture().join(), FenceTrippedException.class, "planted");
        assertFails(
                () -> fenced.recover(ID, "", RecoveryPoint.beginning(), () -> true, row -> {})
                        .toCompletableFuture()
                        .join(),
                FenceTrippedException.class,
                "planted");
        assertThat(tables.owner().epoch()).as("the true owner stays it").isEqualTo(owner.epoch());
    }

    private Incarnation recover() {
        return log.recover(ID, "", RecoveryPoint.beginning(), () -> true, row -> {})
                .toCompletableFuture()
                .join();
    }

    private List<Long> recover(SnapshotMark snapshot) {
        List<Long> replayed = new ArrayList<>();
        recoverFrom(snapshot, row -> replayed.add(row.ordinal()));
        return replayed;
    }

    private Incarnation recoverFrom(SnapshotMark snapshot, Consumer<Row> sink) {
        RecoveryPoint point = new RecoveryPoint(snapshot, snapshot.ordinal() + 1, Long.MAX_VALUE);
        return log.recover(ID, "", point, () -> true, sink)
                .toCompletableFuture()
                .join();
    }

    private void write(Incarnation incarnation, int rows) {
        log.write(incarnation, incarnation.next(), CompletableFuture.completedFuture(List.of(bodies(rows))))
                .toCompletableFuture()
                .join();
    }

    private static List<RowBody> bodies(int rows) {
        List<RowBody> bodies = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            bodies.add(new RowBody(1, "", "", "", 0, ByteBuffer.allocate(1)));
        }
        return bodies;
    }

    private static void assertFails(ThrowingCallable attempt, Class<? extends Throwable> with, String saying) {
        assertThatThrownBy(attempt)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(with)
                .hasMessageContaining(saying);
    }
}
