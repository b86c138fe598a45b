package dev.jono.benchmark.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.benchmark.work.Figures;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a work has cost, for each of its messages. */
class CostTest {
    @Test
    void costIsTheDifferenceForEachMessage() {
        Cost before = new Cost(Duration.ofMillis(10), Duration.ofMillis(100), Map.of("commits", 7.0));
        Cost after = new Cost(Duration.ofMillis(30), Duration.ofMillis(200), Map.of("commits", 17.0));
        assertThat(after.addedTo(Map.of(Figures.MESSAGES, 1_000.0), before))
                .containsEntry(Figures.DRIVER_CPU, 20.0)
                .containsEntry(Figures.SERVER_CPU, 100.0)
                .containsEntry("commits", 10.0)
                .containsEntry(Figures.MESSAGES, 1_000.0);
    }
}
