package dev.jono.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the README shows is what the build has compiled. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..");

    @Test
    void theEmbeddingExampleIsTheCompiledOne() throws IOException {
        String source = Files.readString(ROOT.resolve("examples/src/main/java/dev/jono/examples/Embed.java"));
        // An empty last line would count as one without indentation.
        String shown = between(source, "    // readme: start\n", "\n    // readme: end")
                .stripIndent();
        assertThat(Files.readString(ROOT.resolve("README.md"))).contains(shown);
    }

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start) + start.length();
        return text.substring(from, text.indexOf(end, from));
    }
}
