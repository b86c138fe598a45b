package dev.jono.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SnapshotIdsTest {
    @Test
    void theFirstOwnerHasNoPredecessors() {
        assertThat(SnapshotIds.unfinishedBefore(1, List.of())).isEmpty();
    }

    @Test
    void namesWhatMayFollowTheLastFinishedOfEachEpochSinceSomebodySaved() {
        List<Manifest> finished = List.of(saved(3, 6), saved(3, 7), saved(2, 1), saved(5, 1));
        assertThat(SnapshotIds.unfinishedBefore(5, finished))
                .containsExactly(
                        SnapshotIds.of(3, 8), SnapshotIds.of(3, 9), SnapshotIds.of(4, 1), SnapshotIds.of(4, 2));
    }

    @Test
    void looksNoFurtherBackThanEightEpochs() {
        assertThat(SnapshotIds.unfinishedBefore(100, List.of()))
                .hasSize(16)
                .startsWith(SnapshotIds.of(92, 1))
                .endsWith(SnapshotIds.of(99, 2));
    }

    @Test
    void aRandomNameOfAnEarlierVersionIsNoNumber() {
        Manifest random = new Manifest(new SnapshotMark(1, 1), UUID.randomUUID(), 1, 0, 1, 1, 0, 1, "");
        assertThat(SnapshotIds.unfinishedBefore(2, List.of(random)))
                .containsExactly(SnapshotIds.of(1, 1), SnapshotIds.of(1, 2));
    }

    private static Manifest saved(long epoch, long save) {
        return new Manifest(new SnapshotMark(1, 1), SnapshotIds.of(epoch, save), epoch, 0, 1, 1, 0, 1, "");
    }
}
