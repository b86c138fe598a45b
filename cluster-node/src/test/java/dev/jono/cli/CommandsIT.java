package dev.jono.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.cluster.testkit.TestNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands against a node. */
class CommandsIT {
    private static final TestNodes NODES = new TestNodes("commands_it");
    private static String url = "";

    @BeforeAll
    static void start() {
        url = TestNodes.await(NODES.start().management()).orElseThrow().toString();
    }

    @AfterAll
    static void stop() {
        NODES.close();
    }

    @Test
    void linesThatAreSentAreReceivedInOrder() {
        assertThat(jono("declare", "lines").out()).contains("Queue lines is declared.");
        String input =
                IntStream.range(0, 1_200).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
        assertThat(jonoWith(input, "send", "lines").out()).contains("Confirmed 1200.");

        assertThat(jono("receive", "lines", "--count", "3").out().lines())
                .containsExactly("line 0", "line 1", "line 2");
        Ran rest = jono("receive", "lines");
        assertThat(rest.out().lines()).hasSize(1_197);
        assertThat(jono("queues").out()).containsPattern("(?m)^lines +0 +0 +0 +0 +0$");
    }

    @Test
    void aCommandGetsThePayloadAndItsStatusDecides(@TempDir Path folder) throws IOException {
        Path seen = folder.resolve("seen");
        jono("declare", "work", "--max-attempts", "1");
        jonoWith("good\nbad\n", "send", "work");
        String command = "read line; echo \"$line $JONO_ATTEMPT\" >> " + seen + "; test \"$line\" = good";
        Ran ran = jono("receive", "work", "--exec", command);
        assertThat(ran.status()).as("%s", ran).isZero();
        assertThat(ran.err())
                .isEqualToNormalizingNewlines(
                        "jono: the command exited with 1 for message work/0/1/1, which is given back\n");
        assertThat(Files.readString(seen)).isEqualTo("good 1\nbad 1\n");

        assertThat(jono("receive", "work.dlq", "--count", "1", "--wait").out()).contains("bad");
        assertThat(jono("queues", "--json").out()).contains("\"deadLettered\":1");
    }

    @Test
    void aLeaseIsExtendedWhileTheCommandRuns(@TempDir Path folder) throws IOException {
        Path runs = folder.resolve("runs");
        jono("declare", "slow", "--lease", "3s");
        jonoWith("once\n", "send", "slow");
        Ran ran = jono("receive", "slow", "--exec", "echo run >> " + runs + "; sleep 8");
        assertThat(ran.status()).as("%s", ran).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(Files.readString(runs)).isEqualTo("run\n");
    }

    @Test
    void base64IsBinary() {
        jono("declare", "bytes");
        jonoWith("/wD/\n", "send", "bytes", "--base64");
        assertThat(jono("receive", "bytes", "--json").out()).contains("\"base64\":\"/wD/\"");
        assertThat(jonoWith("?\n", "send", "bytes", "--base64").err()).contains("line 1 is not Base64");
    }

    @Test
    void whatCannotBeSentAsItIsIsNotSentAndItsLineIsNamed(@TempDir Path folder) throws IOException {
        jono("declare", "exact");
        Path file = folder.resolve("lines");
        Files.write(file, new byte[] {'a', '\n', 'b', (byte) 0xff, '\n', 'c', '\n'});
        Ran ran = jono("send", "exact", "--file", file.toString());
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.out()).contains("Confirmed 1.");
        assertThat(ran.err()).contains("line 2 is not UTF-8").contains("--base64");

        Files.writeString(file, "d\n" + "x".repeat(1024 * 1024 + 1) + "\n");
        Ran large = jono("send", "exact", "--file", file.toString());
        assertThat(large.out()).contains("Confirmed 1.");
        assertThat(large.err()).contains("line 2 is longer than 1048576 bytes");
        assertThat(jono("receive", "exact").out().lines()).containsExactly("a", "d");
    }

    @Test
    void linesThatAreLongAsJsonAreSentApart(@TempDir Path folder) throws IOException {
        jono("declare", "controls");
        String line = "\u0001".repeat(1_000_000);
        Path file = Files.writeString(folder.resolve("lines"), (line + "\n").repeat(3));
        Ran ran = jono("send", "controls", "--file", file.toString());
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).contains("Confirmed 3.");
        assertThat(jono("receive", "controls").out().lines()).hasSize(3).containsOnly(line);
    }

    @Test
    void whatTheNodeRefusesOfManyLinesIsNamed() {
        jono("declare", "short", "--max-message-bytes", "10");
        Ran ran = jonoWith("fits\n\nfar too long for it\nfits too\n", "send", "short", "--content-type", "");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.out()).contains("Confirmed 3.");
        assertThat(ran.err()).startsWith("jono: line 3: ");
        assertThat(jonoWith("a\nb\n", "send", "short", "--header", "jono-x=1").err())
                .startsWith("jono: lines 1 to 2: The header");
    }

    @Test
    void whatTheNodeRefusesIsOneLine() {
        jono("declare", "strict", "--max-attempts", "3");
        Ran conflict = jono("declare", "strict", "--max-attempts", "4");
        assertThat(conflict.status()).isEqualTo(1);
        assertThat(conflict.err().lines()).hasSize(1);
        assertThat(conflict.err()).contains("maxAttempts is 3, not 4");

        Ran unknown = jonoWith("a\n", "send", "nowhere");
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.out()).contains("Confirmed 0.");
        assertThat(unknown.err()).contains("No queue named nowhere is declared");
    }

    private static Ran jono(String... arguments) {
        return Ran.jono(withUrl(arguments));
    }

    private static Ran jonoWith(String input, String... arguments) {
        return Ran.jonoWith(input, withUrl(arguments));
    }

    private static String[] withUrl(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.add("--url");
        all.add(url);
        return all.toArray(String[]::new);
    }
}
