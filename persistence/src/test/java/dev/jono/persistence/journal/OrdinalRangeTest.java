package dev.jono.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OrdinalRangeTest {
    @Test
    void joinsConsecutiveOrdinals() {
        assertThat(OrdinalRange.of()).isEmpty();
        assertThat(OrdinalRange.of(1, 2, 3, 5, 7, 8))
                .containsExactly(new OrdinalRange(1, 3), new OrdinalRange(5, 5), new OrdinalRange(7, 8));
    }

    @Test
    void isCutWhereSegmentsEnd() {
        assertThat(new OrdinalRange(1_999, 4_001).bySegment())
                .containsExactly(
                        new OrdinalRange(1_999, 2_000), new OrdinalRange(2_001, 4_000), new OrdinalRange(4_001, 4_001));
    }

    @Test
    void isNeverEmpty() {
        assertThatThrownBy(() -> new OrdinalRange(3, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new OrdinalRange(0, 2)).isInstanceOf(IllegalArgumentException.class);
    }
}
