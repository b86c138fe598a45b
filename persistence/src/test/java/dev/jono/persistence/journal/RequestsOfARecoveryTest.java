package dev.jono.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a recovery asks of Cassandra, because a queue that starts waits for each request; and how many read at once. */
class RequestsOfARecoveryTest {
    private final JournalCounters counters = new JournalCounters();
    private final List<String> requests = new ArrayList<>();
    private final NotingStore store = new NotingStore();
    private final Turns turns = new Turns(1, Runnable::run);
    private final FencedLog log =
            new FencedLog(store, OwnerCheck.rereading(store, counters), Fence.OPEN, counters, turns, false);
    private final FencedSnapshots snapshots = new FencedSnapshots(store, notingChunks(), log, counters, turns, 1024);

    @Test
    void theFirstClaimOfAllReadsNothingBackOfTheRecordItMade() {
        Incarnation first = recover("new").join();
        assertThat(requests).containsExactly("epoch", "claim", "rows", "rows", "record");
        assertThat(first.epoch()).isEqualTo(1);
        assertThat(first.reigns()).isEqualTo(Reigns.NONE.takenOver(1, 1));
        assertThat(first.next()).isEqualTo(1);
    }

    @Test
    void aLaterClaimReadsWhatIsInTheRecord() {
        recover("known").join();
        requests.clear();
        recover("known").join();
        assertThat(requests).containsExactly("epoch", "claim", "owner", "rows", "rows", "record");
    }

    @Test
    void aClaimThatLosesTheFirstEpochToAnotherReadsWhatIsInTheRecord() {
        store.rivalClaimsFirst = true;
        Incarnation second = recover("raced").join();
        assertThat(requests).containsExactly("epoch", "claim", "epoch", "claim", "owner", "rows", "rows", "record");
        assertThat(second.epoch()).isEqualTo(2);
    }

    @Test
    void whereThereIsNoSnapshotNobodyAsksForTheOwner() {
        Optional<?> loaded = snapshots
                .load("new", manifest -> true, stored -> stored, () -> true)
                .toCompletableFuture()
                .join();
        assertThat(loaded).isEmpty();
        assertThat(requests).containsExactly("readManifests");
    }

    @Test
    void claimsDoNotWaitForOthersHistoriesButReadsDo() {
        store.pause = new CompletableFuture<>();
        CompletableFuture<Incarnation> first = recover("first");
        CompletableFuture<Incarnation> second = recover("second");
        assertThat(requests).containsExactly("epoch", "claim", "rows", "epoch", "claim");
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
        store.pause.complete(null);
        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
    }

    @Test
    void aRecoveryThatWasGivenUpClaimsNothing() {
        assertThat(recover("new", () -> false)).isCompletedExceptionally();
        assertThat(requests).containsExactly("epoch");
    }

    @Test
    void aRecoveryThatWasGivenUpWhileItWaitedReadsNothing() {
        store.pause = new CompletableFuture<>();
        CompletableFuture<Incarnation> first = recover("first");
        AtomicBoolean wanted = new AtomicBoolean(true);
        CompletableFuture<Incarnation> givenUp = recover("second", wanted::get);
        wanted.set(false);
        requests.clear();
        store.pause.complete(null);
        assertThat(first).isCompleted();
        assertThat(givenUp).isCompletedExceptionally();
        assertThat(requests).as("all of the first").containsExactly("rows", "record");
    }

    private CompletableFuture<Incarnation> recover(String persistenceId) {
        return recover(persistenceId, () -> true);
    }

    private CompletableFuture<Incarnation> recover(String persistenceId, BooleanSupplier wanted) {
        return log.recover(persistenceId, "", RecoveryPoint.beginning(), wanted, row -> {})
                .toCompletableFuture();
    }

    /** Empty tables for each persistence id, and a note of every request. */
    private final class NotingStore implements RowStore {
        private final Map<String, MemoryTables> tables = new HashMap<>();
        private CompletableFuture<@Nullable Void> pause = CompletableFuture.completedFuture(null);
        private boolean rivalClaimsFirst;

        private RowStore noting(String persistenceId, String request) {
            requests.add(request);
            return new DirectStore(tables.computeIfAbsent(persistenceId, id -> new MemoryTables(2)));
        }

        @Override
        public CompletionStage<OwnerRecord> readOwner(String persistenceId) {
            return noting(persistenceId, "owner").readOwner(persistenceId);
        }

        @Override
        public CompletionStage<Long> readEpoch(String persistenceId) {
            return noting(persistenceId, "epoch").readEpoch(persistenceId);
        }

        @Override
        public CompletionStage<Boolean> claim(String persistenceId, long expectedEpoch, long newEpoch, String owner) {
            RowStore store = noting(persistenceId, "claim");
            if (rivalClaimsFirst) {
                rivalClaimsFirst = false;
                store.claim(persistenceId, expectedEpoch, newEpoch, "rival");
            }
            return store.claim(persistenceId, expectedEpoch, newEpoch, owner);
        }

        @Override
        public CompletionStage<Boolean> record(String persistenceId, long epoch, Reigns reigns, long deletedTo) {
            return noting(persistenceId, "record").record(persistenceId, epoch, reigns, deletedTo);
        }

        @Override
        public CompletionStage<Void> write(String persistenceId, long segment, List<Row> rows) {
            return noting(persistenceId, "write").write(persistenceId, segment, rows);
        }

        @Override
        public CompletionStage<RowPage> read(
                String persistenceId, long segment, long firstOrdinal, long lastOrdinal, @Nullable Object page) {
            RowStore store = noting(persistenceId, "rows");
            return pause.thenCompose(goOn -> store.read(persistenceId, segment, firstOrdinal, lastOrdinal, page));
        }

        @Override
        public CompletionStage<Void> delete(String persistenceId, long segment, long lastOrdinal) {
            return noting(persistenceId, "delete").delete(persistenceId, segment, lastOrdinal);
        }
    }

    /** No snapshots, and a note of every request for them. */
    private ChunkStore notingChunks() {
        ChunkStore none = new MemoryChunks();
        return (ChunkStore) Proxy.newProxyInstance(
                ChunkStore.class.getClassLoader(), new Class<?>[] {ChunkStore.class}, (proxy, method, arguments) -> {
                    requests.add(method.getName());
                    return method.invoke(none, arguments);
                });
    }
}
