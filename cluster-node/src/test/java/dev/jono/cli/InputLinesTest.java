package dev.jono.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where lines end, and how much is kept of one that does not. */
class InputLinesTest {
    @Test
    void aLineEndsWithANewlineOrTheInput() throws IOException {
        assertThat(lines("")).isEmpty();
        assertThat(lines("a")).containsExactly("a");
        assertThat(lines("a\n\nb\r\nc\rd\n")).containsExactly("a", "", "b", "c\rd");
        assertThat(lines("\n")).containsExactly("");
    }

    @Test
    void theLongestLineIsWholeWhateverItsEnd() throws IOException {
        assertThat(lines("12345678\n12345678\r\n12345678")).containsOnly("12345678");
        assertThat(lines("1234567\r\n")).containsExactly("1234567");
    }

    @Test
    void aLineThatIsTooLongIsCutButStillTooLong() throws IOException {
        List<String> lines = lines("x".repeat(100_000) + "\nnext\n123456789\r\n");
        assertThat(lines.get(0)).hasSize(10);
        assertThat(lines.subList(1, 3)).containsExactly("next", "123456789");
    }

    @Test
    void linesAreNumberedFromOne() throws IOException {
        try (InputLines lines = of("a\nb")) {
            lines.next();
            lines.next();
            assertThat(lines.number()).isEqualTo(2);
            assertThat(lines.isReady()).isFalse();
        }
    }

    private static List<String> lines(String input) throws IOException {
        List<String> all = new ArrayList<>();
        try (InputLines lines = of(input)) {
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                all.add(new String(line, StandardCharsets.UTF_8));
            }
        }
        return all;
    }

    private static InputLines of(String input) {
        return new InputLines(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), 8);
    }
}
