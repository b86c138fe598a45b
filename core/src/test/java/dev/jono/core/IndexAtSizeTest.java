package dev.jono.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The image of a very large index is small, and is read back as it was. {@link IndexAtSize} has more of them, and larger. */
class IndexAtSizeTest {
    @Test
    void tenMillionWithHolesTakeLessThanABytePerMessage() {
        IndexAtSize index = new IndexAtSize(10_000_000);
        index.send();
        index.ackEverySecond();
        assertThat(index.roundTrip("ten million, every second one acked")).isLessThan(5_000_000);
    }

    @Test
    void whereEachWaitsForATimeOfItsOwnItTakesAFewBytesPerMessage() {
        IndexAtSize index = new IndexAtSize(500_000);
        index.send();
        index.returnAll();
        assertThat(index.roundTrip("half a million, due within a day")).isLessThan(6 * 500_000);
    }
}
