package dev.jono.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command answers to arguments that it cannot work with: one line and a status, before it starts anything. */
class DemoMainTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @Test
    void refusesAFolderThatIsNotThere() {
        assertRefused(1, "is not a folder", "--input", folder.resolve("none").toString());
    }

    @Test
    void refusesAFolderWithoutFiles() {
        assertRefused(1, "Name a folder with files in it", "--input", folder.toString());
    }

    @Test
    void refusesTooFewMessages() {
        assertRefused(2, "--messages must be between 60", "--messages", "59");
    }

    @Test
    void refusesWhatIsNotANumber() {
        assertRefused(2, "many", "--messages", "many");
    }

    @Test
    void refusesAnUnknownOption() {
        assertRefused(2, "--quick", "--quick");
    }

    @Test
    void refusesAPortThatIsNone() {
        assertRefused(2, "--port-base must be between", "--port-base", "65535");
    }

    @Test
    void refusesAPortThatIsTaken() throws IOException {
        Files.writeString(folder.resolve("file"), "content");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            int base = Math.min(taken.getLocalPort(), Ports.HIGHEST_BASE);
            assertRefused(1, "Port", "--input", folder.toString(), "--port-base", Integer.toString(base));
        }
    }

    private void assertRefused(int status, String reason, String... arguments) {
        PrintWriter err = new PrintWriter(errors, true, StandardCharsets.UTF_8);
        assertThat(DemoMain.execute(err, arguments)).isEqualTo(status);
        String said = errors.toString(StandardCharsets.UTF_8);
        assertThat(said).contains(reason).startsWith("jono demo: ");
        assertThat(said.lines()).hasSize(1);
    }
}
