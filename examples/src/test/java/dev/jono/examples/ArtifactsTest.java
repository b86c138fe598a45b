package dev.jono.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactsTest {
    /** Of the bytes "abc". */
    private static final String ABC_SHA_1 = "a9993e364706816aba3e25717850c26c9cd0d89d";

    private static final String ABC_SHA_256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    Path root;

    @Test
    void findsArtifactsWithAChecksumBesideThem() throws IOException {
        put("org/b.pom", "abc");
        put("org/b.pom.sha1", ABC_SHA_1);
        put("org/a.jar", "abc");
        put("org/a.jar.sha1", ABC_SHA_1.toUpperCase(java.util.Locale.ROOT) + "  /some/path/a.jar\n");
        put("org/without.jar", "abc");
        put("org/no-digest.jar", "abc");
        put("org/no-digest.jar.sha1", "<html>not found</html>");
        put("org/alone.jar.sha1", ABC_SHA_1);
        put("org/other.txt", "abc");
        put("org/other.txt.sha1", ABC_SHA_1);
        List<Artifact> found = Artifacts.ofRepository(root);
        assertThat(found).extracting(Artifact::name).containsExactly("org/a.jar", "org/b.pom");
        assertThat(found.get(0).expected()).isEqualTo(new Digest(Digest.SHA_1, ABC_SHA_1));
    }

    @Test
    void findsEveryFileOfAFolder() throws IOException {
        put("deep/er/file.bin", "abc");
        put("empty", "");
        Files.createDirectories(root.resolve("folder"));
        List<Artifact> found = Artifacts.ofFolder(root);
        assertThat(found).extracting(Artifact::name).containsExactly("deep/er/file.bin", "empty");
        assertThat(found.get(0).expected()).isEqualTo(new Digest(Digest.SHA_256, ABC_SHA_256));
    }

    @Test
    void plantsFilesThatAreFoundAndAreBad() throws IOException {
        Workspace workspace = Workspace.create();
        try {
            List<Artifact> planted = workspace.plant();
            assertThat(planted).hasSize(Workspace.PLANTED);
            int mismatches = 0;
            for (Artifact artifact : planted) {
                Digest expected = artifact.expected();
                Task task = new Task("id", artifact.file().toString(), expected.algorithm(), expected.hex());
                if (artifact.name().startsWith("unreadable")) {
                    assertThatThrownBy(task::verify).isInstanceOf(IOException.class);
                } else {
                    assertThat(task.verify()).isFalse();
                    mismatches++;
                }
            }
            assertThat(mismatches).isEqualTo(2);
        } finally {
            workspace.delete();
        }
        assertThat(workspace.root()).doesNotExist();
    }

    private void put(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
