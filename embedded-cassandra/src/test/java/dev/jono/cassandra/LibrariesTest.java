package dev.jono.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jono.cassandra.EmbeddedCassandraException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibrariesTest {
    @TempDir
    Path cache;

    @Test
    void unpacksEveryJarOnce() throws IOException {
        Path folder = Libraries.unpacked(cache);
        List<Libraries.Jar> jars = Libraries.parse(Resources.text("lib/" + Libraries.INDEX));

        assertThat(jars).extracting(Libraries.Jar::name).contains("cassandra-all-5.0.9.jar", "jamm-0.4.0.jar");
        for (Libraries.Jar jar : jars) {
            assertThat(folder.resolve(jar.name())).isNotEmptyFile();
        }
        FileTime made = Files.getLastModifiedTime(folder);
        assertThat(Libraries.unpacked(cache)).isEqualTo(folder);
        assertThat(Files.getLastModifiedTime(folder)).isEqualTo(made);
    }

    @Test
    void unpacksAgainWhatIsTorn() throws IOException {
        Path folder = Libraries.unpacked(cache);
        Path jar = folder.resolve("jamm-0.4.0.jar");
        long length = Files.size(jar);
        Files.write(jar, new byte[0]);
        Libraries.unpacked(cache);
        assertThat(jar).hasSize(length);

        Files.delete(jar);
        Libraries.unpacked(cache);
        assertThat(jar).hasSize(length);

        Path list = folder.resolve("lengths");
        String whole = Files.readString(list);
        Files.writeString(list, whole.substring(0, whole.indexOf('\n') + 1));
        Files.delete(jar);
        Libraries.unpacked(cache);
        assertThat(jar).hasSize(length);
    }

    @Test
    void twoAtOnceAndTheRestOfACrashAreHarmless() throws IOException {
        Path folder = Libraries.unpacked(cache);
        Path partial = Files.createDirectory(folder.resolveSibling(folder.getFileName() + ".partial"));
        Files.writeString(partial.resolve("jamm-0.4.0.jar"), "half");
        Folders.delete(folder);

        Stream.generate(() -> CompletableFuture.supplyAsync(() -> Libraries.unpacked(cache)))
                .limit(4)
                .toList()
                .forEach(other -> assertThat(other.join()).isEqualTo(folder));
        assertThat(partial).doesNotExist();
        assertThat(folder.resolve("cassandra-all-5.0.9.jar")).isNotEmptyFile();
    }

    @Test
    void namesTheSettingWhenTheCacheCannotBeWritten() throws IOException {
        Path file = Files.writeString(cache.resolve("file"), "in the way");
        assertThatThrownBy(() -> Libraries.unpacked(file.resolve("cache")))
                .isInstanceOfSatisfying(
                        EmbeddedCassandraException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.LIBRARIES_UNUSABLE))
                .hasMessageContaining(Settings.CACHE_PROPERTY);
    }

    @Test
    void anIndexThatIsNoneIsRefused() {
        assertThatThrownBy(() -> Libraries.parse("not an index")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Libraries.parse("a".repeat(64) + "  ../evil.jar"))
                .isInstanceOf(IOException.class);
    }
}
