package dev.jono.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The image of a very large index is small, and is read back as it was. {@link IndexAtSizeReport} has more of them, and larger. */
class IndexAtSizeTest {
    private static final int HALF_A_MILLION = 500_000;

    @Test
    void fiveMillionWithHolesTakeLessThanABytePerMessage() {
        IndexAtSize index = new IndexAtSize(5_000_000, 5_000_000 / 16, 2).send();
        assertThat(index.roundTrip().imageBytes()).isLessThan(5_000_000);
    }

    @Test
    void inAsManyRowsAsThereMayBeItTakesTenBytesMoreForEachRow() {
        long rows = IndexAtSizeReport.mostRows(2_000_000);
        assertThat(rows).as("some 7 messages each").isBetween(310_000L, 320_000L);
        IndexAtSize index = new IndexAtSize(2_000_000, rows, 2).send();
        assertThat(index.roundTrip().imageBytes()).isLessThan(2_000_000 + 10 * rows);
    }

    @Test
    void whereOneOfTwentyIsLeftItTakesThreeBytesPerMessageBesideTheRows() {
        long rows = IndexAtSizeReport.mostRows(HALF_A_MILLION);
        IndexAtSize index = new IndexAtSize(HALF_A_MILLION, rows, 20).carry();
        assertThat(index.roundTrip().imageBytes()).isLessThan(3 * HALF_A_MILLION + 10 * rows);
    }

    @Test
    void whereEachWaitsForATimeOfItsOwnItTakesAFewBytesPerMessage() {
        IndexAtSize index =
                new IndexAtSize(HALF_A_MILLION, HALF_A_MILLION / 32, 1).send().returnAll();
        assertThat(index.roundTrip().imageBytes()).isLessThan(6 * HALF_A_MILLION);
    }
}
