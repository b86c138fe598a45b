package dev.jono.cassandra;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a user chose for one embedded Cassandra.
 *
 * @param dataFolder where it keeps its data; empty for a temporary folder that goes away with it
 * @param port the port of the native protocol; 0 for a free one
 * @param jvmOptions options of its Java virtual machine, after the usual ones, which they override
 */
record Settings(
        Optional<Path> dataFolder,
        int port,
        int heapMegabytes,
        CommitLogSync commitLogSync,
        List<String> jvmOptions,
        Optional<Path> javaHome,
        Path cacheFolder,
        Duration startTimeout,
        Duration stopTimeout) {
    static final String CACHE_PROPERTY = "jono.cassandra.cacheFolder";
    static final String JAVA_HOME_PROPERTY = "jono.cassandra.javaHome";
    static final String JAVA_HOME_VARIABLE = "JONO_CASSANDRA_JAVA_HOME";

    private static final int LEAST_HEAP_MEGABYTES = 256;
    private static final int HIGHEST_PORT = 65_535;

    Settings {
        jvmOptions = List.copyOf(jvmOptions);
        for (String option : jvmOptions) {
            if (!option.startsWith("-")) {
                throw new IllegalArgumentException(
                        "an option of the Java virtual machine begins with -, but this is '" + option + "'");
            }
        }
        if (port < 0 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("port must be 0 (a free one) to " + HIGHEST_PORT + ", not " + port);
        }
        if (heapMegabytes < LEAST_HEAP_MEGABYTES) {
            throw new IllegalArgumentException("Cassandra does not run in a heap of less than " + LEAST_HEAP_MEGABYTES
                    + " MiB; heapMegabytes is " + heapMegabytes);
        }
        if (startTimeout.isNegative() || startTimeout.isZero()) {
            throw new IllegalArgumentException("startTimeout must be positive, not " + startTimeout);
        }
        if (stopTimeout.isNegative() || stopTimeout.isZero()) {
            throw new IllegalArgumentException("stopTimeout must be positive, not " + stopTimeout);
        }
    }

    /** Returns the Java home that the system property, or else the environment, names. */
    static Optional<Path> namedJavaHome() {
        return first(System.getProperty(JAVA_HOME_PROPERTY), System.getenv(JAVA_HOME_VARIABLE))
                .map(Path::of);
    }

    /** Returns the folder for unpacked jars that the system property names, or the user's own cache folder. */
    static Path defaultCacheFolder() {
        return first(System.getProperty(CACHE_PROPERTY), null)
                .map(Path::of)
                .orElseGet(() -> first(System.getenv("XDG_CACHE_HOME"), null)
                        .map(Path::of)
                        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
                        .resolve("jono"));
    }

    private static Optional<String> first(@Nullable String one, @Nullable String other) {
        return Optional.ofNullable(one == null || one.isBlank() ? other : one).filter(value -> !value.isBlank());
    }
}
