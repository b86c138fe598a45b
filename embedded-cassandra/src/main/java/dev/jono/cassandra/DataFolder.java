package dev.jono.cassandra;

import dev.jono.cassandra.EmbeddedCassandraException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The folder of one Cassandra: its data, its configuration (written anew at each start) and its logs.
 *
 * @param path absolute
 * @param temporary whether it is deleted when its Cassandra stops
 */
record DataFolder(Path path, boolean temporary) {

    static DataFolder open(Optional<Path> wanted) {
        try {
            if (wanted.isEmpty()) {
                return new DataFolder(
                        Files.createTempDirectory("jono-cassandra-").toRealPath(), true);
            }
            Path path = wanted.get().toAbsolutePath().normalize();
            Files.createDirectories(path);
            if (!Files.exists(path.resolve(ForkedCassandra.LOCK)) && !isEmpty(path)) {
                throw new EmbeddedCassandraException(
                        Reason.FOLDER_UNUSABLE,
                        path + " holds files that are not an embedded Cassandra's. Choose an empty or a new folder.");
            }
            return new DataFolder(path, false);
        } catch (IOException e) {
            throw new EmbeddedCassandraException(
                    Reason.FOLDER_UNUSABLE,
                    "The data folder " + wanted.map(Path::toString).orElse("(temporary)") + " cannot be made or read ("
                            + e + "). Choose one that this user can write.",
                    e);
        }
    }

    Path logs() {
        return path.resolve("logs");
    }

    Path console() {
        return logs().resolve("console.log");
    }

    Path log() {
        return logs().resolve("cassandra.log");
    }

    /** As {@code cassandra.yaml} names it. */
    Path commitLog() {
        return path.resolve("commitlog");
    }

    Path temporaryFiles() {
        return path.resolve("tmp");
    }

    Path yaml() {
        return path.resolve("conf/cassandra.yaml");
    }

    Path logback() {
        return path.resolve("conf/logback.xml");
    }

    /** Where the one class of ours lies that the forked JVM loads. */
    Path classes() {
        return path.resolve("conf/classes");
    }

    /** Returns whether no process has this folder. The forked process takes it for itself; this only looks. */
    boolean isFree() throws IOException {
        try (FileChannel channel = FileChannel.open(
                        path.resolve(ForkedCassandra.LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Returns the process ids of the Cassandra that has the folder and of its parent, as far as they are known. */
    List<Long> owners() throws IOException {
        Path owner = path.resolve(ForkedCassandra.OWNER);
        List<Long> ids = new ArrayList<>();
        if (Files.isRegularFile(owner)) {
            for (String id : Files.readString(owner).split(" ")) {
                if (id.matches("[0-9]{1,18}")) {
                    ids.add(Long.valueOf(id));
                }
            }
        }
        return ids;
    }

    EmbeddedCassandraException taken() throws IOException {
        List<Long> owners = owners();
        String who = owners.size() == 2
                ? "process " + owners.get(0) + ", which process " + owners.get(1) + " started"
                : "another process";
        return new EmbeddedCassandraException(
                Reason.FOLDER_TAKEN,
                "The data folder " + path + " is taken by a running Cassandra (" + who
                        + "). Stop that one, or choose another folder.");
    }

    /** Writes what the forked JVM reads at its start. */
    void configure(String yaml) throws IOException {
        Files.createDirectories(logs());
        Files.createDirectories(temporaryFiles());
        Files.createDirectories(yaml().getParent());
        Files.writeString(yaml(), yaml);
        Files.writeString(logback(), Resources.text("logback.xml"));
        String name = ForkedCassandra.class.getName().replace('.', '/') + ".class";
        Path target = classes().resolve(name);
        Files.createDirectories(target.getParent());
        try (InputStream source = Resources.open(ForkedCassandra.class.getSimpleName() + ".class")) {
            Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.deleteIfExists(log());
    }

    void deleteIfTemporary() {
        if (temporary) {
            try {
                Folders.delete(path);
            } catch (IOException e) {
                throw new UncheckedIOException("The temporary data folder " + path + " cannot be deleted", e);
            }
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            return !files.iterator().hasNext();
        }
    }
}
