package dev.jono.benchmark.systems;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a Cassandra runs with, and what the report says of it. */
class CassandrasTest {
    @Test
    void aLongWarmupGivesItBothCompilers() {
        assertThat(Cassandras.jvmOptions(Duration.ofSeconds(90))).containsExactly("-XX:TieredStopAtLevel=4");
        assertThat(Cassandras.compilers(Duration.ofSeconds(90))).contains("both JIT compilers");
    }

    @Test
    void aShortWarmupOrAProbeLeavesItWithTheFirst() {
        for (int seconds : new int[] {0, 10, 89}) {
            assertThat(Cassandras.jvmOptions(Duration.ofSeconds(seconds))).isEmpty();
            assertThat(Cassandras.compilers(Duration.ofSeconds(seconds))).contains("the first JIT compiler only");
        }
    }
}
