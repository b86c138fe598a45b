package dev.jono.benchmark.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jono.benchmark.system.BenchmarkException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is read of a load tool's output. */
class ToolLinesTest {
    private static final Pattern SAMPLE = Pattern.compile("received: (?<rate>[0-9.,]+) msg/s");

    @Test
    void theLastSamplesCountAndWhatIsNoSampleDoesNot() {
        List<String> lines = List.of(
                "starting",
                "time 1 s, received: 10 msg/s",
                "time 2 s, received: 1,000 msg/s",
                "time 3 s, received: 3,000.5 msg/s",
                "receiving rate avg: 5 msg/s");
        assertThat(ToolLines.meanOfLast(lines, SAMPLE, 2)).isEqualTo(2000.25);
    }

    @Test
    void tooFewSamplesAreNoRate() {
        assertThatThrownBy(() -> ToolLines.meanOfLast(List.of("received: 10 msg/s", "Broken pipe"), SAMPLE, 2))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContainingAll("printed 1 rates, not 2", "Broken pipe");
    }
}
