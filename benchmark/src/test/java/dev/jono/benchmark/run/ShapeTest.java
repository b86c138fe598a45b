package dev.jono.benchmark.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a shape says of a turn. */
class ShapeTest {
    @Test
    void theWarmUpIsSpreadOverQueues() {
        assertThat(warmedUpFor(0).warmups()).isEmpty();
        assertThat(warmedUpFor(10).warmups()).containsExactly(10);
        assertThat(warmedUpFor(50).warmups()).containsExactly(20, 20, 10);
    }

    private static Shape warmedUpFor(int seconds) {
        return new Shape(List.of("throughput-1024"), List.of(), 1, seconds, 10, 2_000, 4, 1_000, 10);
    }
}
