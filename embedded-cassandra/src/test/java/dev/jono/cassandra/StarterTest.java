package dev.jono.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jono.cassandra.EmbeddedCassandraException.Reason;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts that fail, without a Cassandra. */
class StarterTest {
    @TempDir
    Path temporary;

    @Test
    void aTakenPortIsNamed() throws IOException {
        try (ServerSocket other = new ServerSocket(0)) {
            int port = other.getLocalPort();
            assertFails(builder("exit 1").port(port)::start, Reason.PORT_TAKEN, "Port " + port, "choose another port");
        }
    }

    @Test
    void aFolderOfSomethingElseIsLeftAlone() throws IOException {
        Path folder = Files.createDirectory(temporary.resolve("mine"));
        Files.writeString(folder.resolve("letter.txt"), "dear");
        assertFails(
                builder("exit 1").dataFolder(folder)::start,
                Reason.FOLDER_UNUSABLE,
                "holds files that are not an embedded Cassandra's");
        assertThat(folder.toFile().list()).containsExactly("letter.txt");
    }

    @Test
    void aFolderThatIsAFileIsRefused() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "");
        assertFails(builder("exit 1").dataFolder(file)::start, Reason.FOLDER_UNUSABLE, "cannot be made or read");
    }

    @Test
    void aProcessThatEndsLeavesItsLogInTheError() throws IOException {
        assertFails(
                builder("echo no memory for me; exit 9")::start, Reason.NOT_STARTED, "no memory for me", "status 9");
    }

    @Test
    void aProcessThatNeverAnswersIsEnded() throws IOException {
        Path pid = temporary.resolve("pid");
        assertFails(
                builder("echo $$ > '" + pid + "'; echo waiting; exec sleep 600").startTimeout(Duration.ofSeconds(2))
                        ::start,
                Reason.NOT_STARTED,
                "did not answer within PT2S",
                "waiting");
        assertThat(ProcessHandle.of(Long.parseLong(Files.readString(pid).trim()))
                        .filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void aFolderTakenMeanwhileIsNamed() throws IOException {
        Path folder = temporary.resolve("data");
        assertFails(
                builder("exit " + ForkedCassandra.FOLDER_TAKEN).dataFolder(folder)::start,
                Reason.FOLDER_TAKEN,
                folder.toString());
    }

    @Test
    void anotherServerThatAnswersSomethingElseIsNoCassandra() throws Exception {
        try (ServerSocket server = new ServerSocket(0)) {
            Thread answering = new Thread(() -> {
                try (Socket client = server.accept()) {
                    client.getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            answering.start();
            assertThat(NativeProtocol.answers(Ports.HOST, server.getLocalPort()))
                    .isFalse();
            answering.join();
        }
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(EmbeddedCassandra.builder().port(65_536)::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("port");
        assertThatThrownBy(EmbeddedCassandra.builder().heapMegabytes(255)::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("heapMegabytes");
        assertThatThrownBy(EmbeddedCassandra.builder().jvmOption("Xss1m")::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'Xss1m'");
        assertThatThrownBy(EmbeddedCassandra.builder().startTimeout(Duration.ZERO)::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("startTimeout");
    }

    private EmbeddedCassandra.Builder builder(String script) throws IOException {
        return EmbeddedCassandra.builder().javaHome(FakeJava.home(temporary.resolve("java"), "17.0.1", script));
    }

    private static void assertFails(ThrowingCallable start, Reason reason, String... parts) {
        assertThatThrownBy(start)
                .isInstanceOfSatisfying(
                        EmbeddedCassandraException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContainingAll(parts);
    }
}
