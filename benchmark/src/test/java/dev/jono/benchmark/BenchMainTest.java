package dev.jono.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command answers to arguments that it cannot work with: one line and a status, before it starts anything. */
class BenchMainTest {
    @ParameterizedTest
    @CsvSource({
        "--seconds,many,many",
        "--seconds,0,'--seconds must be 1 or more, not 0'",
        "--rounds,-1,'--rounds must be 1 or more, not -1'",
        "--payload,8,'--payload must be 16 or more, not 8'",
        "--sync,SOMETIMES,SOMETIMES",
        "--quick,now,--quick",
    })
    void aWrongArgumentIsOneLine(String option, String value, String reason) {
        StringWriter err = new StringWriter();
        int status = BenchMain.commandLine().setErr(new PrintWriter(err, true)).execute(option, value);
        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).startsWith("jono bench: ").contains(reason);
        assertThat(err.toString().lines()).hasSize(1);
    }
}
