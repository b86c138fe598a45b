package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.QueueName;
import dev.jono.api.protocol.QueueKey;
import dev.jono.core.Limits;
import dev.jono.core.Queue;
import dev.jono.persistence.codec.JournalSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.pekko.persistence.DeleteMessagesFailure;
import org.apache.pekko.persistence.DeleteMessagesSuccess;
import org.apache.pekko.persistence.DeleteSnapshotsFailure;
import org.apache.pekko.persistence.DeleteSnapshotsSuccess;
import org.apache.pekko.persistence.SaveSnapshotFailure;
import org.apache.pekko.persistence.SaveSnapshotSuccess;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.junit.jupiter.api.Test;

/** What is done about each answer, in whatever order they come. A snapshot is due after every row. */
class SnapshotsTest {
    private final RuntimeException planted = new IllegalStateException("planted by the test");

    private final Queue queue = Queue.empty(Limits.DEFAULT);
    private final Recorded storage = new Recorded();
    private final Snapshots snapshots =
            new Snapshots(new QueueKey(QueueName.of("orders"), 0, 1), new SnapshotPolicy(1, 0), storage);

    @Test
    void onlyWhatTheOlderOfTwoCoversIsDeleted() {
        saveAt(10);
        saved(10);
        assertThat(storage.done).containsExactly("save 10");
        saveAt(20);
        saved(20);
        assertThat(storage.done).containsExactly("save 10", "save 20", "snapshots 9", "rows 10");
        saveAt(30);
        saved(30);
        assertThat(storage.done).endsWith("snapshots 19", "rows 20");
    }

    @Test
    void aRowWithALiveMessageAndThoseBehindItStay() {
        storage.lowestNeededRow = 7;
        snapshots.recoveredFrom(10, new JournalSnapshot(queue.image(), Map.of(), 0), queue);
        saveAt(20);
        saved(20);
        assertThat(storage.done).containsExactly("save 20", "snapshots 9", "rows 6");
        storage.lowestNeededRow = 1;
        saveAt(30);
        saved(30);
        assertThat(storage.done).endsWith("save 30", "snapshots 19");
    }

    @Test
    void aFailedSnapshotDeletesNothing() {
        snapshots.recoveredFrom(10, new JournalSnapshot(queue.image(), Map.of(), 0), queue);
        saveAt(20);
        failed(20);
        assertThat(storage.done).containsExactly("save 20");
        saveAt(30);
        saved(30);
        assertThat(storage.done).as("10 is the one before").contains("snapshots 9");
    }

    @Test
    void theActorStopsWhenItsLastSnapshotIsSavedAndTheDeletesHaveEnded() {
        snapshots.recoveredFrom(10, new JournalSnapshot(queue.image(), Map.of(), 0), queue);
        saveLastAt(20);
        saved(20);
        answer(new DeleteSnapshotsSuccess(SnapshotSelectionCriteria.latest()));
        assertThat(storage.done).doesNotContain("stop");
        answer(new DeleteMessagesSuccess(10));
        assertThat(storage.done).endsWith("stop");
    }

    @Test
    void deletesThatFailDoNotKeepTheActor() {
        snapshots.recoveredFrom(10, new JournalSnapshot(queue.image(), Map.of(), 0), queue);
        saveLastAt(20);
        saved(20);
        answer(new DeleteSnapshotsFailure(SnapshotSelectionCriteria.latest(), planted));
        answer(new DeleteMessagesFailure(planted, 10));
        assertThat(storage.done).endsWith("stop");
    }

    @Test
    void aLastSnapshotThatFailsEndsTheActorToo() {
        saveLastAt(20);
        failed(20);
        assertThat(storage.done).containsExactly("save 20", "stop");
    }

    @Test
    void anEarlierSnapshotThatEndsLateDoesNotStopTheActor() {
        saveAt(10);
        saveLastAt(20);
        failed(10);
        assertThat(storage.done).containsExactly("save 10", "save 20");
        saved(20);
        assertThat(storage.done).endsWith("stop");
    }

    @Test
    void whatIsTooMuchGoesWithoutANewSnapshotWhenTwoStandForIt() {
        saveAt(10);
        saved(10);
        storage.lowestNeededRow = 5;
        saveAt(20);
        saved(20);
        answer(new DeleteSnapshotsSuccess(SnapshotSelectionCriteria.latest()));
        answer(new DeleteMessagesSuccess(4));
        snapshots.truncateIfDue(queue, 10_000_000);
        assertThat(storage.done).as("not much").endsWith("rows 4");
        storage.lowestNeededRow = Long.MAX_VALUE;
        snapshots.truncateIfDue(queue, 1_000);
        assertThat(storage.done).endsWith("rows 4", "rows 10");
    }

    @Test
    void rowsThatStayUndeletedAreDeletedWithTheNextSnapshotAndNotBefore() {
        saveAt(10);
        saved(10);
        storage.lowestNeededRow = 8;
        saveAt(20);
        saved(20);
        answer(new DeleteSnapshotsSuccess(SnapshotSelectionCriteria.latest()));
        long before = snapshots.marks().bytesFrom(0);
        answer(new DeleteMessagesFailure(planted, 7));
        snapshots.truncateIfDue(queue, 1_000);
        assertThat(storage.done).endsWith("snapshots 9", "rows 7");
        assertThat(snapshots.marks().bytesFrom(0)).as("they are still there").isEqualTo(before);
        saveAt(30);
        saved(30);
        assertThat(storage.done).endsWith("save 30", "snapshots 19", "rows 7");
        answer(new DeleteSnapshotsSuccess(SnapshotSelectionCriteria.latest()));
        answer(new DeleteMessagesSuccess(7));
        storage.lowestNeededRow = 20;
        before = snapshots.marks().bytesFrom(0);
        snapshots.truncateIfDue(queue, 1_000);
        assertThat(storage.done).endsWith("rows 7", "rows 19");
        answer(new DeleteMessagesSuccess(19));
        assertThat(snapshots.marks().bytesFrom(0)).isEqualTo(before - 1_000_000);
    }

    @Test
    void aSnapshotIsTakenForWhatIsTooMuchUnlessTheLastOneFailed() {
        storage.lastRow = 10;
        snapshots.wrote(10, 1_000_000);
        snapshots.truncateIfDue(queue, 1_000);
        assertThat(storage.done).containsExactly("save 10");
        failed(10);
        snapshots.truncateIfDue(queue, 1_000);
        assertThat(storage.done)
                .as("a store that refuses is not asked with every commit")
                .containsExactly("save 10");
    }

    private void saveAt(long row) {
        storage.lastRow = row;
        snapshots.wrote(row, 1_000_000);
        snapshots.saveIfDue(queue);
    }

    private void saveLastAt(long row) {
        storage.lastRow = row;
        snapshots.saveLast(queue);
    }

    private void saved(long row) {
        answer(new SaveSnapshotSuccess(SnapshotMetadata.apply("orders", row)));
    }

    private void failed(long row) {
        answer(new SaveSnapshotFailure(SnapshotMetadata.apply("orders", row), planted));
    }

    private void answer(Object message) {
        snapshots.answers().onMessage().apply(message);
    }

    /** Notes what it is told. Unless the test says otherwise, no message is left in any row. */
    private static final class Recorded implements Snapshots.Storage {
        private final List<String> done = new ArrayList<>();
        private long lastRow;
        private long lowestNeededRow = Long.MAX_VALUE;

        @Override
        public void save(JournalSnapshot snapshot) {
            done.add("save " + lastRow);
        }

        @Override
        public void deleteSnapshotsUpTo(long ordinal) {
            done.add("snapshots " + ordinal);
        }

        @Override
        public void deleteRowsUpTo(long ordinal) {
            done.add("rows " + ordinal);
        }

        @Override
        public long lastRow() {
            return lastRow;
        }

        @Override
        public long lowestNeededRow() {
            return lowestNeededRow;
        }

        @Override
        public void stop() {
            done.add("stop");
        }
    }
}
