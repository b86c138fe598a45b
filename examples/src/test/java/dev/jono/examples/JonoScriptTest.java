package dev.jono.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./jono} in a source tree of its own, with a Maven that only notes that it was called. */
class JonoScriptTest {
    private static final String BUILDS = """
            echo "$@" >>mvn-calls
            modules="cluster-node examples"
            case "$*" in *-Ppeers*) modules="$modules benchmark-peers" ;; esac
            for module in $modules; do
                mkdir -p $module/target/classes
                printf '%s' "$PWD/core/target/core.jar" >$module/target/class-path
            done
            mkdir -p core/target && echo jar >core/target/core.jar
            printf '%s' /repository >examples/target/local-repository
            """;

    @TempDir
    Path temporary;

    private Path tree;

    @BeforeEach
    void makeTree() throws IOException {
        tree = temporary.resolve("a source tree");
        Files.createDirectories(tree.resolve("core/src/main"));
        Files.createDirectories(tree.resolve(".mvn"));
        Files.writeString(tree.resolve("pom.xml"), "<project/>");
        Files.writeString(tree.resolve("core/pom.xml"), "<project/>");
        executable(tree.resolve("jono"), Files.readString(Path.of("../jono")));
        maven(BUILDS);
    }

    @Test
    void helpNeedsNoBuild() throws Exception {
        Run help = run("--help");
        assertThat(help.status).isZero();
        assertThat(help.output).startsWith("Usage: ./jono").contains("demo", "bench", "receive");
        assertThat(tree.resolve("target")).doesNotExist();
    }

    @Test
    void buildsOnceAlsoThroughALink() throws Exception {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), tree.resolve("jono"));
        assertThat(run("queues").output).contains("Building Jono").contains("17.");
        assertThat(run(link, List.of("queues")).output)
                .doesNotContain("Building")
                .contains("17.");
        assertThat(calls()).hasSize(1);
    }

    @Test
    void twoAtOnceBuildOnce() throws Exception {
        maven("sleep 1\n" + BUILDS);
        Process one = start(tree.resolve("jono"), List.of("queues"));
        Process other = start(tree.resolve("jono"), List.of("node"));
        assertThat(one.waitFor()).isZero();
        assertThat(other.waitFor()).isZero();
        assertThat(calls()).hasSize(1);
    }

    @Test
    void buildsAgainWhenASourceChangedAndKeepsOneBuild() throws Exception {
        Path source = Files.writeString(tree.resolve("core/src/main/A.java"), "class A {}");
        run("queues");
        Files.setLastModifiedTime(source, FileTime.fromMillis(System.currentTimeMillis() + 5_000));
        run("queues");
        assertThat(calls()).hasSize(2);
        assertThat(tree.resolve("target/jono").toFile().list((folder, name) -> name.startsWith("build-")))
                .hasSize(1);
    }

    @Test
    void buildsAgainWhenASourceWent() throws Exception {
        Path source = Files.writeString(tree.resolve("core/src/main/A.java"), "class A {}");
        run("queues");
        Files.delete(source);
        run("queues");
        run("queues");
        assertThat(calls()).hasSize(2);
    }

    @Test
    void theDemosRepositoryReachesMavenAndMakesItsOwnBuild() throws Exception {
        run("queues");
        run("-Dmaven.repo.local=/elsewhere", "demo");
        run("-Dmaven.repo.local=/elsewhere", "demo");
        assertThat(calls()).hasSize(2).last().asString().contains("-Dmaven.repo.local=/elsewhere");
    }

    @Test
    void onlyTheBenchmarkBuildsThePeers() throws Exception {
        run("queues");
        assertThat(calls()).hasSize(1).noneMatch(call -> call.contains("peers"));
        assertThat(run("bench").output).contains("17.");
        run("bench");
        run("queues");
        assertThat(calls()).hasSize(2).last().asString().contains("-Ppeers");
    }

    @Test
    void theDemosOwnProcessIsSmallUnlessToldOtherwise() throws Exception {
        String heap = "-XX:+PrintFlagsFinal --version";
        assertThat(runWith(heap, "demo").output).containsPattern("MaxHeapSize += " + (512L << 20) + " ");
        assertThat(runWith("-Xmx300m " + heap, "demo").output).containsPattern("MaxHeapSize += " + (300L << 20) + " ");
    }

    @Test
    void aFailedBuildShowsTheErrorAndIsTriedAgain() throws Exception {
        maven("echo '[INFO] fine'; echo '[ERROR] A.java: no such thing'; echo '[ERROR] -> [Help 1]'; exit 1");
        Run failed = run("queues");
        assertThat(failed.status).isEqualTo(1);
        assertThat(failed.output)
                .contains("A.java: no such thing", "the build failed; all of its log is in")
                .doesNotContain("fine", "Help");
        maven(BUILDS);
        assertThat(run("queues").status).isZero();
    }

    private record Run(int status, String output) {}

    private Run run(String... arguments) throws Exception {
        return run(tree.resolve("jono"), List.of(arguments));
    }

    private Run run(Path script, List<String> arguments) throws Exception {
        return ended(start(script, arguments));
    }

    private Run runWith(String javaOptions, String... arguments) throws Exception {
        return ended(start(tree.resolve("jono"), List.of(arguments), javaOptions));
    }

    private static Run ended(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }

    /** The JVM that the script starts only says its version: there is no class to run. */
    private Process start(Path script, List<String> arguments) throws IOException {
        return start(script, arguments, "--version");
    }

    private Process start(Path script, List<String> arguments, String javaOptions) throws IOException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(temporary.toFile());
        builder.environment().keySet().removeAll(List.of("MAVEN_ARGS", "JONO_MAVEN_OPTS"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JONO_JAVA_OPTS", javaOptions);
        builder.environment().merge("PATH", temporary.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        return builder.redirectErrorStream(true).start();
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(tree.resolve("mvn-calls"));
    }

    private void maven(String script) throws IOException {
        executable(temporary.resolve("bin/mvn"), "#!/bin/sh\n" + script + "\n");
    }

    private static void executable(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
