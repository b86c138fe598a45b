package dev.jono.cassandra;

import dev.jono.cassandra.EmbeddedCassandraException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Cassandra's own jars, which this module's jar carries as nested resources, unpacked into a cache folder.
 *
 * <p>The folder is named after the digest of the list of jars, so that versions lie side by side. It appears whole or not
 * at all: the jars are unpacked beside it, checked against the list, and the folder is renamed into place. A lock file
 * keeps two processes from unpacking at once. A folder whose files are not as long as they were when it was made (a disk
 * that was full, a machine that lost power) is unpacked again.
 */
final class Libraries {
    static final String INDEX = "SHA256SUMS";
    private static final String LENGTHS = "lengths";
    private static final Object UNPACKING = new Object();

    private Libraries() {}

    /** One nested jar: its file name and the SHA-256 of its bytes. */
    record Jar(String name, String sha256) {}

    /** Returns the folder under {@code cache} that holds Cassandra's jars; unpacks them if they are not there. */
    static Path unpacked(Path cache) {
        try {
            String index = Resources.text("lib/" + INDEX);
            List<Jar> jars = parse(index);
            Path folder = cache.resolve("cassandra-" + sha256(index).substring(0, 16));
            Files.createDirectories(cache);
            // A file lock keeps processes apart; within one it throws instead of waiting.
            synchronized (UNPACKING) {
                try (FileChannel channel = FileChannel.open(
                                cache.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock lock = channel.lock()) {
                    if (!lock.isValid() || !isWhole(jars, folder)) {
                        unpack(jars, folder);
                    }
                }
            }
            return folder;
        } catch (IOException e) {
            throw new EmbeddedCassandraException(
                    Reason.LIBRARIES_UNUSABLE,
                    "Cassandra's jars cannot be unpacked into " + cache + " (" + e
                            + "). Make it writable with 100 MiB free, or name another folder with cacheFolder(...) or the"
                            + " system property " + Settings.CACHE_PROPERTY + ".",
                    e);
        }
    }

    static List<Jar> parse(String index) throws IOException {
        List<Jar> jars = new ArrayList<>();
        for (String line : index.lines().toList()) {
            String[] columns = line.split(" {2}", 2);
            if (columns.length != 2 || columns[0].length() != 64 || columns[1].contains("/")) {
                throw new IOException("Not a line of " + INDEX + ": '" + line + "'");
            }
            jars.add(new Jar(columns[1], columns[0]));
        }
        return jars;
    }

    private static void unpack(List<Jar> jars, Path folder) throws IOException {
        Path partial = folder.resolveSibling(folder.getFileName() + ".partial");
        Folders.delete(partial);
        Files.createDirectory(partial);
        StringBuilder lengths = new StringBuilder();
        for (Jar jar : jars) {
            Path file = partial.resolve(jar.name());
            copyChecked(jar, file);
            lengths.append(Files.size(file)).append(' ').append(jar.name()).append('\n');
        }
        Files.writeString(partial.resolve(LENGTHS), lengths);
        Folders.delete(folder);
        Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void copyChecked(Jar jar, Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream stream = new DigestInputStream(Resources.open("lib/" + jar.name()), digest)) {
            Files.copy(stream, file);
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(jar.sha256())) {
            throw new IOException("The nested " + jar.name() + " is damaged: its SHA-256 is " + found + ", not "
                    + jar.sha256() + ". Fetch the jar of jono-embedded-cassandra anew.");
        }
    }

    private static boolean isWhole(List<Jar> jars, Path folder) throws IOException {
        Path lengths = folder.resolve(LENGTHS);
        if (!Files.isRegularFile(lengths)) {
            return false;
        }
        List<String> found = new ArrayList<>();
        for (Jar jar : jars) {
            Path file = folder.resolve(jar.name());
            found.add((Files.isRegularFile(file) ? Files.size(file) : -1) + " " + jar.name());
        }
        return found.equals(Files.readAllLines(lengths));
    }

    private static String sha256(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java platform has SHA-256", e);
        }
    }
}
