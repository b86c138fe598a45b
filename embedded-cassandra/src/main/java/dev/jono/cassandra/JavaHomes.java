package dev.jono.cassandra;

import dev.jono.cassandra.EmbeddedCassandraException.Reason;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds a Java 17 to run Cassandra on. Cassandra 5.0 runs on no newer one, while what embeds it may.
 *
 * <p>A home that the user named is taken or refused, never replaced. Otherwise the first that is a Java 17 of: the
 * running one, {@code JAVA_HOME}, and what lies where systems and tools install JDKs.
 */
final class JavaHomes {
    private static final Pattern VERSION_17 = Pattern.compile("(?m)^JAVA_VERSION=\"17(\\.|\")");

    private JavaHomes() {}

    /** Returns the Java 17 home that was {@code named}, or else the first of {@code candidates} that is one. */
    static Path find(Optional<Path> named, List<Path> candidates) {
        if (named.isPresent()) {
            Path home = named.get();
            if (!isJava17(home)) {
                throw new EmbeddedCassandraException(
                        Reason.NO_JAVA_17,
                        home
                                + " is not the home of a Java 17 (its file 'release' does not say so). Cassandra 5.0 runs on"
                                + " Java 17 and no newer one: name such a home.");
            }
            return home;
        }
        return candidates.stream()
                .filter(JavaHomes::isJava17)
                .findFirst()
                .orElseThrow(() -> new EmbeddedCassandraException(
                        Reason.NO_JAVA_17,
                        "Cassandra 5.0 needs a Java 17 to run on (no newer one), and none was found. Install one, or name"
                                + " its home with javaHome(...), the system property " + Settings.JAVA_HOME_PROPERTY
                                + " or the environment variable " + Settings.JAVA_HOME_VARIABLE + ". Looked at: "
                                + candidates));
    }

    /** Returns where a Java 17 may be, the likeliest first. */
    static List<Path> candidates() {
        List<Path> homes = new ArrayList<>();
        homes.add(Path.of(System.getProperty("java.home")));
        String variable = System.getenv("JAVA_HOME");
        if (variable != null && !variable.isBlank()) {
            homes.add(Path.of(variable));
        }
        Path user = Path.of(System.getProperty("user.home"));
        homes.addAll(childrenOf(Path.of("/usr/lib/jvm"), ""));
        homes.addAll(childrenOf(Path.of("/opt/java"), ""));
        homes.addAll(childrenOf(user.resolve(".sdkman/candidates/java"), ""));
        homes.addAll(childrenOf(user.resolve(".jdks"), ""));
        homes.addAll(childrenOf(Path.of("/Library/Java/JavaVirtualMachines"), "Contents/Home"));
        return homes;
    }

    static boolean isJava17(Path home) {
        Path release = home.resolve("release");
        try {
            return Files.isExecutable(executable(home))
                    && Files.isRegularFile(release)
                    && VERSION_17.matcher(Files.readString(release)).find();
        } catch (IOException e) {
            // Not readable is not usable; the next candidate may be.
            return false;
        }
    }

    static Path executable(Path home) {
        Path unix = home.resolve("bin/java");
        return Files.exists(unix) ? unix : home.resolve("bin/java.exe");
    }

    private static List<Path> childrenOf(Path folder, String inner) {
        List<Path> homes = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(folder, Files::isDirectory)) {
                children.forEach(child -> homes.add(child.resolve(inner)));
            } catch (IOException e) {
                // Not readable: there is nothing to offer from here.
                return List.of();
            }
        }
        homes.sort(null);
        return homes;
    }
}
