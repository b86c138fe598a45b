package dev.jono.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ReignsTest {
    private final Reigns reigns = Reigns.NONE.takenOver(1, 1).takenOver(3, 10).takenOver(4, 20);

    @Test
    void theLastTakeOverAtOrBeforeAnOrdinalReigns() {
        assertThat(reigns.epochAt(0)).isEqualTo(Reigns.NOBODY);
        assertThat(reigns.epochAt(1)).isEqualTo(1);
        assertThat(reigns.epochAt(9)).isEqualTo(1);
        assertThat(reigns.epochAt(10)).isEqualTo(3);
        assertThat(reigns.epochAt(19)).isEqualTo(3);
        assertThat(reigns.epochAt(1_000)).isEqualTo(4);
        assertThat(reigns.lastFirst()).isEqualTo(20);
    }

    @Test
    void anEpochThatWroteNothingHasNoReign() {
        assertThat(reigns.takenOver(5, 20).firstByEpoch()).isEqualTo(Map.of(1L, 1L, 3L, 10L, 5L, 20L));
    }

    @Test
    void trimmingKeepsTheReignOfTheLastDeletedOrdinal() {
        assertThat(reigns.trimmedTo(9).size()).isEqualTo(3);
        assertThat(reigns.trimmedTo(10).firstByEpoch()).isEqualTo(Map.of(3L, 10L, 4L, 20L));
        assertThat(reigns.trimmedTo(19).epochAt(19)).isEqualTo(3);
        assertThat(reigns.trimmedTo(25).firstByEpoch()).isEqualTo(Map.of(4L, 20L));
        assertThat(Reigns.NONE.trimmedTo(5)).isEqualTo(Reigns.NONE);
    }

    @Test
    void isStoredByEpoch() {
        assertThat(Reigns.of(reigns.firstByEpoch())).isEqualTo(reigns).hasSameHashCodeAs(reigns);
    }
}
