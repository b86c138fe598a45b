package dev.jono.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Where the rows of yesterday's journals lie, which is for life. */
class SegmentsTest {
    @Test
    void aSegmentHoldsTwoThousandOrdinalsFromOneOn() {
        assertThat(Segments.of(1)).isZero();
        assertThat(Segments.of(2_000)).isZero();
        assertThat(Segments.of(2_001)).isEqualTo(1);
        assertThat(Segments.of(4_000_001)).isEqualTo(2_000);
    }

    @Test
    void aRowMayLieInTheSegmentBefore() {
        assertThat(Segments.firstThatMayHold(1)).isZero();
        assertThat(Segments.firstThatMayHold(2_001)).isZero();
        assertThat(Segments.firstThatMayHold(4_001)).isEqualTo(1);
    }
}
