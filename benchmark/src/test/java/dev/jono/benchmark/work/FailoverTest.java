package dev.jono.benchmark.work;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The longest time without deliveries. */
class FailoverTest {
    private final Gaps gaps = new Gaps();

    @Test
    void theLongestGapIsBetweenTwoArrivals() {
        arrive(5, 6, 26, 30);
        assertThat(gaps.takeLongestMillis()).isEqualTo(20);
    }

    @Test
    void aGapThatBeganBeforeTheKillCountsFromItsLastArrival() {
        arrive(5, 6, 16);
        gaps.takeLongestMillis();
        arrive(100, 101);
        assertThat(gaps.takeLongestMillis()).isEqualTo(84);
    }

    @Test
    void anArrivalThatIsToldLateMakesNoGap() {
        arrive(5, 9, 7, 10);
        assertThat(gaps.takeLongestMillis()).isEqualTo(4);
    }

    private void arrive(long... millis) {
        for (long at : millis) {
            gaps.arrived(at * 1_000_000);
        }
    }
}
