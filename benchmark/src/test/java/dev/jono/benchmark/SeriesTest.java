package dev.jono.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jono.cassandra.CommitLogSync;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The order in which settings are measured. */
class SeriesTest {
    private static final Series SERIES = new Series(new Workload(1_024, 10, 1), 1, 2, 3);
    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);

    private boolean breaks;
    private final List<String> seen = new ArrayList<>();

    /** Notes what is done with it. */
    private final class Noted implements Station {
        private final CommitLogSync sync;

        Noted(CommitLogSync sync) {
            this.sync = sync;
            seen.add("start " + sync);
        }

        @Override
        public RoundResult run(Workload workload, int seconds) {
            seen.add(sync + " " + seconds + " s");
            if (breaks) {
                throw new IllegalStateException("broken");
            }
            return new RoundResult(1, 1, 1, 1, 1, 0, 1, 1);
        }

        @Override
        public void close() {
            seen.add("close " + sync);
        }
    }

    @Test
    void eachSettingIsMeasuredToItsEndBeforeTheNextOneStarts() throws Exception {
        var results = SERIES.run(List.of(CommitLogSync.PERIODIC, CommitLogSync.BATCH), Noted::new, NOWHERE);
        assertThat(seen)
                .containsExactly(
                        "start PERIODIC",
                        "PERIODIC 1 s",
                        "PERIODIC 3 s",
                        "PERIODIC 3 s",
                        "close PERIODIC",
                        "start BATCH",
                        "BATCH 1 s",
                        "BATCH 3 s",
                        "BATCH 3 s",
                        "close BATCH");
        assertThat(results)
                .hasSize(2)
                .allSatisfy((sync, rounds) -> assertThat(rounds).hasSize(2));
    }

    @Test
    void aRoundThatFailsClosesItsStation() {
        breaks = true;
        assertThatThrownBy(() -> SERIES.run(List.of(CommitLogSync.BATCH), Noted::new, NOWHERE))
                .hasMessage("broken");
        assertThat(seen).last().isEqualTo("close BATCH");
    }
}
