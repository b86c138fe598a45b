package dev.jono.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectWritesTest {
    @TempDir
    private Path folder;

    /** What Linux' usual file systems take; of others nothing is said. */
    @Test
    void arePossibleOnAUsualDisk() throws IOException {
        boolean usual =
                Set.of("ext4", "xfs").contains(Files.getFileStore(folder).type());
        assertThat(!usual || DirectWrites.possibleIn(folder)).isTrue();
    }

    @Test
    void areNotPossibleWhereThereIsNoFolder() {
        assertThat(DirectWrites.possibleIn(folder.resolve("missing"))).isFalse();
    }

    @Test
    void leavesNothingBehind() {
        DirectWrites.possibleIn(folder);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void areNotPossibleWhereTheFileSystemTakesNone() throws Exception {
        URI archive = URI.create("jar:" + folder.resolve("archive.zip").toUri());
        try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
            assertThat(DirectWrites.possibleIn(zip.getPath("/"))).isFalse();
        }
    }
}
