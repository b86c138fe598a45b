package dev.jono.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jono.cassandra.EmbeddedCassandraException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaHomesTest {
    @TempDir
    Path folder;

    @Test
    void takesTheFirstCandidateThatIsAJava17() throws IOException {
        Path eleven = FakeJava.home(folder.resolve("11"), "11.0.24", "");
        Path older = FakeJava.home(folder.resolve("1.7"), "1.7.0_80", "");
        Path newer = FakeJava.home(folder.resolve("170"), "170.0.1", "");
        Path right = FakeJava.home(folder.resolve("17"), "17.0.15", "");
        Path also = FakeJava.home(folder.resolve("17-b"), "17", "");
        Path missing = folder.resolve("missing");

        assertThat(JavaHomes.find(Optional.empty(), List.of(missing, eleven, older, newer, right, also)))
                .isEqualTo(right);
        assertThat(JavaHomes.find(Optional.empty(), List.of(also, right))).isEqualTo(also);
    }

    @Test
    void saysWhatToDoWhenThereIsNone() throws IOException {
        Path newer = FakeJava.home(folder.resolve("25"), "25.0.1", "");
        assertThatThrownBy(() -> JavaHomes.find(Optional.empty(), List.of(newer)))
                .isInstanceOfSatisfying(
                        EmbeddedCassandraException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NO_JAVA_17))
                .hasMessageContaining(newer.toString())
                .hasMessageContaining("JONO_CASSANDRA_JAVA_HOME");
    }

    @Test
    void refusesANamedHomeInsteadOfReplacingIt() throws IOException {
        Path newer = FakeJava.home(folder.resolve("25"), "25.0.1", "");
        Path right = FakeJava.home(folder.resolve("17"), "17.0.15", "");
        assertThatThrownBy(() -> JavaHomes.find(Optional.of(newer), List.of(right)))
                .isInstanceOf(EmbeddedCassandraException.class)
                .hasMessageContaining(newer + " is not the home of a Java 17");
        assertThat(JavaHomes.find(Optional.of(right), List.of())).isEqualTo(right);
    }

    @Test
    void aHomeWithoutAJavaIsNone() throws IOException {
        Path home = FakeJava.home(folder.resolve("17"), "17.0.15", "");
        Files.delete(home.resolve("bin/java"));
        assertThat(JavaHomes.isJava17(home)).isFalse();
    }

    @Test
    void looksAtTheRunningJavaFirst() {
        assertThat(JavaHomes.candidates()).startsWith(Path.of(System.getProperty("java.home")));
    }
}
