package dev.jono.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command answers without measuring anything. */
class BenchMainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource({
        "--seconds,many,many",
        "--seconds,0,'--seconds must be 1 or more, not 0'",
        "--rounds,-1,'--rounds must be 1 or more, not -1'",
        "--payload,8,'--payload must be 24 or more, not 8'",
        "--rates,0,'--rates must be 1 or more, not 0'",
        "--sync,SOMETIMES,SOMETIMES",
        "--systems,carrier-pigeon,'--systems has no ''carrier-pigeon'', only jono-embedded'",
        "--work,sleep,'--work has no ''sleep'', only throughput'",
        "--from,nowhere.json,nowhere.json",
        "--quick,now,now",
    })
    void aWrongArgumentIsOneLine(String option, String value, String reason) {
        assertThat(run(option, value)).isPositive();
        assertThat(err.toString()).startsWith("jono bench: ").contains(reason);
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void theSystemsAreListed() {
        assertThat(run("--list", "--sync", "batch")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("jono-embedded-fsync", "raw-cassandra-fsync", "(ready)")
                .doesNotContain("jono-embedded ");
    }

    private int run(String... arguments) {
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return BenchMain.commandLine(stream).setErr(new PrintWriter(err, true)).execute(arguments);
    }
}
