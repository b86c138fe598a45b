package dev.jono.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SnapshotIdsTest {
    @Test
    void theFirstOwnerHasNoPredecessors() {
        assertThat(SnapshotIds.unfinishedBefore(1, reignsOf(1), List.of())).isEmpty();
    }

    @Test
    void namesWhatMayFollowTheLastFinishedOfEachEpochSinceSomebodySaved() {
        List<Manifest> finished = List.of(saved(3, 6), saved(3, 7), saved(2, 1), saved(5, 1));
        assertThat(SnapshotIds.unfinishedBefore(5, reignsOf(1, 2, 3, 4, 5), finished))
                .containsExactly(
                        SnapshotIds.of(3, 8),
                        SnapshotIds.of(3, 9),
                        SnapshotIds.of(3, 10),
                        SnapshotIds.of(3, 11),
                        SnapshotIds.of(4, 1),
                        SnapshotIds.of(4, 2),
                        SnapshotIds.of(4, 3),
                        SnapshotIds.of(4, 4));
    }

    @Test
    void passesOverEpochsThatHaveWrittenNothingHoweverMany() {
        assertThat(SnapshotIds.unfinishedBefore(1_000, reignsOf(10, 1_000), List.of()))
                .hasSize(4)
                .startsWith(SnapshotIds.of(10, 1));
    }

    @Test
    void aRandomNameOfAnEarlierVersionIsNoNumber() {
        Manifest random = new Manifest(new SnapshotMark(1, 1), UUID.randomUUID(), 1, 0, 1, 1, 0, 1, "");
        assertThat(SnapshotIds.unfinishedBefore(2, reignsOf(1, 2), List.of(random)))
                .hasSize(4)
                .startsWith(SnapshotIds.of(1, 1));
    }

    private static Reigns reignsOf(long... epochs) {
        Reigns reigns = Reigns.NONE;
        long first = 1;
        for (long epoch : epochs) {
            reigns = reigns.takenOver(epoch, first++);
        }
        return reigns;
    }

    private static Manifest saved(long epoch, long save) {
        return new Manifest(new SnapshotMark(1, 1), SnapshotIds.of(epoch, save), epoch, 0, 1, 1, 0, 1, "");
    }
}
