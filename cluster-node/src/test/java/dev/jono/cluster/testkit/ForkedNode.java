package dev.jono.cluster.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A node in a JVM of its own, for tests that lose one. An actor system that ends within the test's JVM still tells the others that
 * its actors have stopped; a killed process says nothing, and the others must find out.
 */
public final class ForkedNode implements AutoCloseable {
    private final Process process;
    private final Path log;

    private ForkedNode(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts it with this JVM's class path. */
    static ForkedNode start(String configuration) {
        try {
            Path log = Files.createTempFile(Path.of("target"), "forked-node-", ".log");
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            ForkedNodeMain.class.getName(),
                            configuration)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new ForkedNode(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException("A node's process cannot be started", e);
        }
    }

    /** Throws when the process has ended by itself. */
    void requireAlive() {
        if (!process.isAlive()) {
            throw new AssertionError("The forked node ended with " + process.exitValue() + "; see " + log);
        }
    }

    /** Ends it with SIGKILL and waits for its end. */
    public void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while a node's process ends", e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
