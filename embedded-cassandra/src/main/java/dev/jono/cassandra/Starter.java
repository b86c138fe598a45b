package dev.jono.cassandra;

import dev.jono.cassandra.EmbeddedCassandraException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** One start of an embedded Cassandra: prepares, forks, and waits until the fork answers. */
final class Starter {
    /** Free ports are chosen some seconds before Cassandra listens on them, and another process may be quicker. */
    private static final int PORT_TRIES = 3;

    private static final int POLL_MILLIS = 100;
    private static final List<String> PORT_LOST =
            List.of("Address already in use", "is in use by another process", "Failed to bind port");
    /** What would reach into the forked JVM from the user's environment. */
    private static final List<String> FOREIGN_VARIABLES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH");

    private final Settings settings;
    private final Predicate<Path> takesDirectWrites;

    Starter(Settings settings) {
        this(settings, DirectWrites::possibleIn);
    }

    /**
     * Prepares a start.
     *
     * @param takesDirectWrites asked of the commit log's folder before each try
     */
    Starter(Settings settings, Predicate<Path> takesDirectWrites) {
        this.settings = settings;
        this.takesDirectWrites = takesDirectWrites;
    }

    EmbeddedCassandra start() {
        Path javaHome = JavaHomes.find(settings.javaHome(), JavaHomes.candidates());
        Path libraries = Libraries.unpacked(settings.cacheFolder());
        DataFolder folder = DataFolder.open(settings.dataFolder());
        try {
            return start(javaHome, libraries, folder);
        } catch (RuntimeException | Error e) {
            // Its message has the logs' ends already.
            folder.deleteIfTemporary();
            throw e;
        }
    }

    private EmbeddedCassandra start(Path javaHome, Path libraries, DataFolder folder) {
        try {
            awaitFree(folder);
            for (int attempt = 1; ; attempt++) {
                Optional<EmbeddedCassandra> started = tryStart(javaHome, libraries, folder, attempt == PORT_TRIES);
                if (started.isPresent()) {
                    return started.get();
                }
            }
        } catch (IOException e) {
            throw new EmbeddedCassandraException(
                    Reason.FOLDER_UNUSABLE, "The data folder " + folder.path() + " cannot be used (" + e + ").", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedCassandraException(Reason.NOT_STARTED, "Interrupted while Cassandra was starting.", e);
        }
    }

    /** Fails if the folder is taken; waits if its owner's parent is gone, because then the owner is on its way out. */
    private void awaitFree(DataFolder folder) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + settings.stopTimeout().toNanos();
        while (!folder.isFree()) {
            List<Long> owners = folder.owners();
            boolean orphan = owners.size() == 2
                    && ProcessHandle.of(owners.get(1))
                            .filter(ProcessHandle::isAlive)
                            .isEmpty();
            if (!orphan || System.nanoTime() > deadline) {
                throw folder.taken();
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** Returns empty if another process was quicker to take a port that had been free. */
    private Optional<EmbeddedCassandra> tryStart(Path javaHome, Path libraries, DataFolder folder, boolean last)
            throws IOException, InterruptedException {
        Ports ports = Ports.choose(settings.port());
        boolean direct = takesDirectWrites.test(Files.createDirectories(folder.commitLog()));
        folder.configure(Configuration.yaml(settings, folder.path(), ports, direct));
        Process process = fork(javaHome, libraries, folder);
        boolean answers = false;
        try {
            answers = awaitAnswer(process, ports.nativePort());
            if (answers) {
                return Optional.of(new EmbeddedCassandra(process, folder, ports.nativePort(), settings.stopTimeout()));
            }
        } finally {
            if (!answers) {
                process.destroyForcibly().waitFor();
            }
        }
        if (process.exitValue() == ForkedCassandra.FOLDER_TAKEN) {
            throw folder.taken();
        }
        String log = LogTail.of(folder.console()) + LogTail.of(folder.log());
        if (!last && PORT_LOST.stream().anyMatch(log::contains)) {
            return Optional.empty();
        }
        throw notStarted(process, folder, log);
    }

    private Process fork(Path javaHome, Path libraries, DataFolder folder) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Configuration.command(settings, folder, javaHome, libraries));
        builder.environment().keySet().removeAll(FOREIGN_VARIABLES);
        return builder.directory(folder.path().toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.console().toFile())
                .start();
    }

    /** Returns whether it answered; false if it ended or took too long. */
    private boolean awaitAnswer(Process process, int port) throws InterruptedException {
        long deadline = System.nanoTime() + settings.startTimeout().toNanos();
        while (System.nanoTime() < deadline) {
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                return false;
            }
            // Another process may have taken the port meanwhile and answer there: the fork must outlive the answer.
            if (NativeProtocol.answers(Ports.HOST, port) && process.isAlive()) {
                return true;
            }
        }
        return false;
    }

    private EmbeddedCassandraException notStarted(Process process, DataFolder folder, String log) {
        return new EmbeddedCassandraException(
                Reason.NOT_STARTED,
                "Cassandra did not answer within " + settings.startTimeout() + " (its process ended with status "
                        + process.exitValue() + "). Its log, the end of " + folder.console() + " and of " + folder.log()
                        + ":\n" + log);
    }
}
