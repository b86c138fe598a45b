package dev.jono.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with a command's arguments or surroundings is one line and a status. */
class JonoMainTest {
    @ParameterizedTest
    @ValueSource(strings = {"node", "cassandra", "declare", "send", "receive", "queues"})
    void everyCommandHasHelp(String command) {
        Ran ran = Ran.jono(command, "--help");
        assertThat(ran.status()).isZero();
        assertThat(ran.out()).contains("Usage: jono " + command);
    }

    @Test
    void aMissingOrUnknownCommandIsSaid() {
        assertWrong(Ran.jono(), 2, "a command is missing");
        assertWrong(Ran.jono("sned"), 2, "there is no command 'sned'");
    }

    @Test
    void theVersionIsTheBuilds() {
        assertThat(Ran.jono("--version").out()).matches("Jono \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
    }

    @Test
    void aWrongArgumentIsSaid() {
        assertWrong(Ran.jono("send", "bad/name"), 2, "bad/name");
        assertWrong(Ran.jono("send", "has space"), 2, "Not a queue name: 'has space'");
        assertThat(Ran.jono("send", "has space").err()).contains("76 characters at most; see 'jono send --help'");
        assertWrong(Ran.jono("declare", "orders", "--lease", "soon"), 2, "'soon' is not a duration");
        assertWrong(Ran.jono("declare", "orders", "--max-attempts", "many"), 2, "many");
        assertWrong(Ran.jono("queues", "--url", "ftp://there"), 2, "ftp://there");
        assertWrong(Ran.jono("queues", "--url", "http:///queues"), 2, "'http:///queues' is not the address of a node");
        assertWrong(Ran.jono("queues", "--url", "http:"), 2, "'http:' is not the address of a node");
        assertWrong(Ran.jono("queues", "--url", "http://"), 2, "'http://' is not the address of a node");
        assertWrong(Ran.jono("queues", "--url", "http://a b"), 2, "'http://a b' is not the address of a node");
        assertWrong(Ran.jono("receive", "orders", "--count", "-5"), 2, "--count must be 1 or more, not -5");
        assertWrong(Ran.jono("receive", "orders", "--count", "0"), 2, "--count must be 1 or more, not 0");
        assertWrong(Ran.jono("cassandra", "--port", "700000"), 1, "700000");
        assertWrong(
                Ran.jono("cassandra", "--port", "700000", "--jvm-option=Xss1m"),
                1,
                "begins with -, but this is 'Xss1m'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"queues", "declare orders", "send orders --file pom.xml", "receive orders"})
    void aNodeThatDoesNotAnswerIsSaid(String command) {
        String[] words = (command + " --url http://127.0.0.1:" + freePort()).split(" ");
        assertWrong(Ran.jono(words), 1, "no node answers at http://127.0.0.1:");
    }

    @Test
    void aFileThatIsNotThereIsSaid() {
        assertWrong(Ran.jono("send", "orders", "--file", "nowhere.txt"), 1, "nowhere.txt");
        assertWrong(Ran.jono("node", "--config", "nowhere.conf"), 1, "nowhere.conf");
    }

    @Test
    void aNodeWithoutCassandraOrSeedNodesSaysWhatToSet(@TempDir Path folder) throws IOException {
        assertWrong(Ran.jono("node"), 1, "jono.cassandra.contact-points");
        Path config = folder.resolve("node.conf");
        Files.writeString(config, "jono.cassandra.contact-points = [\"127.0.0.1:9042\"]");
        assertWrong(Ran.jono("node", "--config", config.toString()), 1, "pekko.cluster.seed-nodes");
    }

    @Test
    void aFolderForACassandraThatIsNotStartedIsSaid(@TempDir Path folder) {
        assertWrong(Ran.jono("node", "--data", folder.toString()), 2, "--data is for the Cassandra of --dev");
    }

    @Test
    void aMalformedConfigFileIsSaid(@TempDir Path folder) throws IOException {
        Path config = folder.resolve("node.conf");
        Files.writeString(config, "jono { cassandra = ");
        assertWrong(Ran.jono("node", "--config", config.toString()), 1, "node.conf");
    }

    private static void assertWrong(Ran ran, int status, String text) {
        assertThat(ran.status()).as("%s", ran).isEqualTo(status);
        assertThat(ran.err()).startsWith("jono: ").contains(text);
        assertThat(ran.err().lines()).hasSize(1);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }
}
