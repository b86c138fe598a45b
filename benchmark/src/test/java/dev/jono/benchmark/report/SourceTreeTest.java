package dev.jono.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.jono.benchmark.system.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run tells of the sources that it measured. */
class SourceTreeTest {
    @TempDir
    Path folder;

    @Test
    void outsideOfARepositoryThereIsNoCommit() throws Exception {
        assertThat(SourceTree.commit(folder)).isEmpty();
    }

    @Test
    void aCommitIsNamedAndSoIsThatFilesDifferFromIt() throws Exception {
        assumeThat(Programs.find("git")).as("git").isPresent();
        git("init", "--quiet");
        Files.writeString(folder.resolve("file"), "one");
        git("add", "file");
        git("-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "--quiet", "--no-gpg-sign", "-m", "one");
        String commit = SourceTree.commit(folder);
        assertThat(commit).matches("[0-9a-f]{12}");
        Files.writeString(folder.resolve("file"), "two");
        assertThat(SourceTree.commit(folder)).isEqualTo(commit + " + changes");
    }

    private void git(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(words));
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }
}
