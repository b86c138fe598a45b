package dev.jono.benchmark.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.benchmark.work.Figures;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a work has cost, for each of its messages. */
class CostTest {
    @Test
    void costIsTheDifferenceForEachMessage() {
        Cost before = cost(10, 100, 7, Optional.of(new MachineTime(50, 1_000)));
        Cost after = cost(30, 200, 17, Optional.of(new MachineTime(150, 1_400)));
        assertThat(after.addedTo(Map.of(Figures.MESSAGES, 1_000.0), before))
                .containsEntry(Figures.DRIVER_CPU, 20.0)
                .containsEntry(Figures.SERVER_CPU, 100.0)
                .containsEntry("commits", 10.0)
                .containsEntry(Figures.MESSAGES, 1_000.0)
                .containsEntry(Figures.STOLEN, 0.25);
    }

    @Test
    void whereTheKernelDoesNotTellWhatIsStolenNothingIsSaidOfIt() {
        Cost before = cost(10, 100, 7, Optional.empty());
        Cost after = cost(30, 200, 17, Optional.empty());
        assertThat(after.addedTo(Map.of(), before)).doesNotContainKey(Figures.STOLEN);
    }

    @Test
    void whatIsStolenIsTheEighthCountOfTheKernelsFirstLine() {
        // The two counts of guests at the end are part of the first two already.
        assertThat(MachineTime.parsed("cpu  10 1 20 300 5 2 3 40 9 8"))
                .contains(new MachineTime(40, 10 + 1 + 20 + 300 + 5 + 2 + 3 + 40));
        assertThat(MachineTime.parsed("cpu  10 1 20 300")).isEmpty();
        assertThat(MachineTime.parsed("intr 10 1 20 300 5 2 3 40 9 8")).isEmpty();
    }

    private static Cost cost(long driverMillis, long serverMillis, double commits, Optional<MachineTime> machine) {
        return new Cost(
                Duration.ofMillis(driverMillis), Duration.ofMillis(serverMillis), Map.of("commits", commits), machine);
    }
}
