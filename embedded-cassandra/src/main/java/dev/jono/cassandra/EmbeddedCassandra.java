package dev.jono.cassandra;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * A running Apache Cassandra of one node in a forked JVM, for tests and development.
 *
 * <p>It is the real server, with a class path of its own: nothing of it is on the user's. It listens on loopback only,
 * without authentication. It stops when {@link #stop} is called or when this process ends, also by a crash or a kill. Its
 * logs are files in its data folder.
 *
 * <pre>{@code
 * try (EmbeddedCassandra cassandra = EmbeddedCassandra.start()) {
 *     connect(cassandra.contactPoint());
 * }
 * }</pre>
 *
 * <p>Safe for use by several threads.
 */
public final class EmbeddedCassandra implements AutoCloseable {
    /** The name of its one datacentre, which drivers ask for. */
    public static final String DATACENTER = "datacenter1";

    private final Process process;
    private final DataFolder folder;
    private final int port;
    private final Duration stopTimeout;

    EmbeddedCassandra(Process process, DataFolder folder, int port, Duration stopTimeout) {
        this.process = process;
        this.folder = folder;
        this.port = port;
        this.stopTimeout = stopTimeout;
    }

    /** Returns a builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts one with the defaults: a free port and a temporary data folder. See {@link Builder#start}. */
    public static EmbeddedCassandra start() {
        return builder().start();
    }

    /** Returns the address that it listens on. */
    public String host() {
        return Ports.HOST;
    }

    /** Returns the port of the native protocol. */
    public int port() {
        return port;
    }

    /** Returns the address and port to connect a driver to. */
    public InetSocketAddress contactPoint() {
        return new InetSocketAddress(host(), port);
    }

    /** Returns the folder that holds its data, its configuration and its logs. */
    public Path dataFolder() {
        return folder.path();
    }

    /** Returns the file that it logs to. */
    public Path log() {
        return folder.log();
    }

    /** Returns the id of its process. */
    public long pid() {
        return process.pid();
    }

    /** Returns whether its process is alive. */
    public boolean isRunning() {
        return process.isAlive();
    }

    /** Returns a stage that completes with the process's exit status when it ends, for whatever reason. */
    public CompletionStage<Integer> exited() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /**
     * Stops it in an orderly way, by force if that takes longer than the stop timeout, and waits for its end. Deletes the
     * data folder if it is a temporary one. Harmless if it has stopped already.
     */
    public synchronized void stop() {
        try (OutputStream word = process.getOutputStream()) {
            // The forked process stops at the first byte.
            word.write('s');
        } catch (IOException e) {
            // It has ended already, or cannot be told.
            process.destroyForcibly();
        }
        try {
            if (!process.waitFor(stopTimeout.plusSeconds(1).toMillis(), TimeUnit.MILLISECONDS)) {
                end();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        folder.deleteIfTemporary();
    }

    /** Ends it at once, as a crash would (SIGKILL), and waits for its end. The data folder stays until {@link #stop}. */
    public synchronized void kill() {
        try {
            end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The same as {@link #stop}. */
    @Override
    public void close() {
        stop();
    }

    @Override
    public String toString() {
        return "EmbeddedCassandra[" + host() + ":" + port + ", pid " + pid() + ", " + folder.path() + "]";
    }

    private void end() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** What can be chosen before a start. */
    public static final class Builder {
        private Optional<Path> dataFolder = Optional.empty();
        private int port;
        private int heapMegabytes = 1024;
        private CommitLogSync commitLogSync = CommitLogSync.PERIODIC;
        private final List<String> jvmOptions = new ArrayList<>();
        private Optional<Path> javaHome = Settings.namedJavaHome();
        private Path cacheFolder = Settings.defaultCacheFolder();
        private Duration startTimeout = Duration.ofMinutes(3);
        private Duration stopTimeout = Duration.ofSeconds(20);

        private Builder() {}

        /**
         * The folder for its data, which then outlives it; made if it is not there. Without one, a temporary folder is used
         * and deleted at the stop.
         */
        public Builder dataFolder(Path folder) {
            dataFolder = Optional.of(folder);
            return this;
        }

        /** The port of the native protocol; 0, the default, for a free one. */
        public Builder port(int number) {
            port = number;
            return this;
        }

        /** The heap in MiB, 1024 by default; 256 at the least. The process takes about 600 MiB beside it. */
        public Builder heapMegabytes(int megabytes) {
            heapMegabytes = megabytes;
            return this;
        }

        /** When the commit log is forced to disk; {@link CommitLogSync#PERIODIC} by default. */
        public Builder commitLogSync(CommitLogSync sync) {
            commitLogSync = sync;
            return this;
        }

        /**
         * Adds an option of its Java virtual machine, such as {@code -Xss512k}; it comes after the usual ones and overrides
         * them. The usual ones spare it the second JIT compiler, which takes minutes of processor time before it is of
         * use: {@code -XX:TieredStopAtLevel=4} brings it back for a Cassandra that is to work for longer.
         */
        public Builder jvmOption(String option) {
            jvmOptions.add(option);
            return this;
        }

        /**
         * The home of the Java 17 that it runs on. Without one, the system property {@code jono.cassandra.javaHome}, the
         * environment variable {@code JONO_CASSANDRA_JAVA_HOME}, the running Java, {@code JAVA_HOME} and the usual folders
         * are looked at, in this order.
         */
        public Builder javaHome(Path home) {
            javaHome = Optional.of(home);
            return this;
        }

        /**
         * Where Cassandra's jars (70 MB) are unpacked, once. By default what the system property {@code
         * jono.cassandra.cacheFolder} says, or {@code jono} in the user's cache folder.
         */
        public Builder cacheFolder(Path folder) {
            cacheFolder = folder;
            return this;
        }

        /** The longest wait for its first answer; three minutes by default. */
        public Builder startTimeout(Duration timeout) {
            startTimeout = timeout;
            return this;
        }

        /** The longest orderly stop, after which it is ended by force; 20 seconds by default. */
        public Builder stopTimeout(Duration timeout) {
            stopTimeout = timeout;
            return this;
        }

        /**
         * Starts a Cassandra and waits until it answers, some 5 to 30 seconds. The first start on a machine also unpacks
         * its jars.
         *
         * @throws EmbeddedCassandraException if it cannot be started; its reason says why
         * @throws IllegalArgumentException if a setting is out of its range
         */
        public EmbeddedCassandra start() {
            return new Starter(new Settings(
                            dataFolder,
                            port,
                            heapMegabytes,
                            commitLogSync,
                            jvmOptions,
                            javaHome,
                            cacheFolder.toAbsolutePath(),
                            startTimeout,
                            stopTimeout))
                    .start();
        }
    }
}
