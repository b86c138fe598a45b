package dev.jono.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jono.cassandra.EmbeddedCassandraException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts, stops and kills real ones. */
class EmbeddedCassandraIT {
    private static final Duration STOP = Duration.ofSeconds(30);

    @Test
    void startsAnswersAndLeavesNothingBehind() throws IOException {
        EmbeddedCassandra cassandra = EmbeddedCassandra.start();
        try (cassandra;
                Cql cql = Cql.connect(cassandra)) {
            assertThat(cql.run("SELECT release_version FROM system.local")).containsExactly("5.0.9");
            assertThat(cql.run("SELECT data_center FROM system.local")).containsExactly(EmbeddedCassandra.DATACENTER);
            assertThat(accessMode(cql))
                    .containsExactly(DirectWrites.possibleIn(cassandra.dataFolder()) ? "direct" : "mmap");
            takesAMutationOfTwoMebibytes(cql);
        }
        assertThat(cassandra.isRunning()).isFalse();
        assertThat(cassandra.dataFolder()).doesNotExist();
    }

    @Test
    void keepsItsDataThroughAStopAndThroughAKill(@TempDir Path temporary) throws IOException {
        EmbeddedCassandra.Builder builder = EmbeddedCassandra.builder()
                .dataFolder(temporary.resolve("it's here"))
                .commitLogSync(CommitLogSync.BATCH);
        try (EmbeddedCassandra first = builder.start();
                Cql cql = Cql.connect(first)) {
            cql.run("CREATE KEYSPACE k WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
            cql.run("CREATE TABLE k.t (id int PRIMARY KEY, v text)");
            cql.run("INSERT INTO k.t (id, v) VALUES (1, 'before the stop')");
        }
        try (EmbeddedCassandra second = builder.start();
                Cql cql = Cql.connect(second)) {
            assertThat(cql.run("SELECT v FROM k.t WHERE id = 1")).containsExactly("before the stop");
            cql.run("INSERT INTO k.t (id, v) VALUES (2, 'before the kill')");
            second.kill();
            assertThat(second.isRunning()).isFalse();
        }
        try (EmbeddedCassandra third = builder.start();
                Cql cql = Cql.connect(third)) {
            assertThat(cql.run("SELECT v FROM k.t WHERE id = 2")).containsExactly("before the kill");
        }
    }

    @Test
    void replaysACommitLogHoweverItWasWritten(@TempDir Path temporary) throws IOException {
        try (EmbeddedCassandra direct = start(temporary, DirectWrites::possibleIn);
                Cql cql = Cql.connect(direct)) {
            cql.run("CREATE KEYSPACE k WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
            cql.run("CREATE TABLE k.t (id int PRIMARY KEY, v text)");
            cql.run("INSERT INTO k.t (id, v) VALUES (1, 'written directly')");
            assertThat(accessMode(cql)).containsExactly(DirectWrites.possibleIn(temporary) ? "direct" : "mmap");
            direct.kill();
        }
        try (EmbeddedCassandra mapped = start(temporary, folder -> false);
                Cql cql = Cql.connect(mapped)) {
            assertThat(accessMode(cql)).containsExactly("mmap");
            cql.run("INSERT INTO k.t (id, v) VALUES (2, 'written to a page')");
            mapped.kill();
        }
        try (EmbeddedCassandra direct = start(temporary, DirectWrites::possibleIn);
                Cql cql = Cql.connect(direct)) {
            assertThat(cql.run("SELECT v FROM k.t")).containsExactlyInAnyOrder("written directly", "written to a page");
        }
    }

    @Test
    void aTakenFolderIsNamedAndItsOwnerUnharmed(@TempDir Path temporary) throws IOException {
        EmbeddedCassandra.Builder builder = EmbeddedCassandra.builder().dataFolder(temporary.resolve("data"));
        try (EmbeddedCassandra first = builder.start()) {
            String[] others = {
                "process " + first.pid(), "process " + ProcessHandle.current().pid()
            };
            assertThatThrownBy(builder::start)
                    .isInstanceOfSatisfying(
                            EmbeddedCassandraException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.FOLDER_TAKEN))
                    .hasMessageContainingAll(others);
            try (Cql cql = Cql.connect(first)) {
                assertThat(cql.run("SELECT release_version FROM system.local")).hasSize(1);
            }
        }
    }

    @Test
    void stopsWhenItsParentIsKilled() throws Exception {
        Parent parent = Parent.start();
        parent.process.destroyForcibly().waitFor();
        await().atMost(STOP).until(() -> !parent.cassandra.isAlive());
        await().atMost(STOP).untilAsserted(() -> assertThat(parent.folder).doesNotExist());
    }

    @Test
    void aNewParentTakesOverTheFolderOfAKilledOneAtOnce(@TempDir Path temporary) throws Exception {
        Parent parent = Parent.start(temporary.resolve("data").toString());
        parent.process.destroyForcibly().waitFor();
        try (EmbeddedCassandra next =
                        EmbeddedCassandra.builder().dataFolder(parent.folder).start();
                Cql cql = Cql.connect(next)) {
            assertThat(cql.run("SELECT release_version FROM system.local")).hasSize(1);
            assertThat(parent.cassandra.isAlive()).isFalse();
        }
    }

    private static EmbeddedCassandra start(Path temporary, Predicate<Path> takesDirectWrites) {
        Settings settings = new Settings(
                Optional.of(temporary.resolve("data")),
                0,
                512,
                CommitLogSync.BATCH,
                List.of(),
                Settings.namedJavaHome(),
                Settings.defaultCacheFolder(),
                Duration.ofMinutes(3),
                Duration.ofSeconds(20));
        return new Starter(settings, takesDirectWrites).start();
    }

    private static List<String> accessMode(Cql cql) throws IOException {
        return cql.run("SELECT value FROM system_views.settings WHERE name = 'commitlog_disk_access_mode'");
    }

    private static void takesAMutationOfTwoMebibytes(Cql cql) throws IOException {
        cql.run("CREATE KEYSPACE k WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
        cql.run("CREATE TABLE k.t (id int PRIMARY KEY, v text)");
        String large = "x".repeat(2 * 1024 * 1024);
        cql.run("INSERT INTO k.t (id, v) VALUES (1, '" + large + "')");
        assertThat(cql.run("SELECT v FROM k.t WHERE id = 1")).containsExactly(large);
    }

    /** A JVM that started a Cassandra. */
    private record Parent(Process process, ProcessHandle cassandra, Path folder) {
        static Parent start(String... arguments) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    JavaHomes.executable(Path.of(System.getProperty("java.home")))
                            .toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    ParentMain.class.getName()));
            command.addAll(List.of(arguments));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String said = process.inputReader().readLine();
            assertThat(said).as("what the parent prints").matches("[0-9]+ .+");
            String[] words = said.split(" ", 2);
            ProcessHandle cassandra = ProcessHandle.of(Long.parseLong(words[0])).orElseThrow();
            return new Parent(process, cassandra, Path.of(words[1]));
        }
    }
}
