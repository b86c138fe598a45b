package dev.jono.benchmark.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A server process of a system under test. Its output is a log file; it ends with {@link #close}, by force if it takes long,
 * and at the latest with this JVM.
 */
public final class Server implements AutoCloseable {
    private static final long STOP_SECONDS = 20;
    private static final int SHOWN_LOG_LINES = 15;

    private final String name;
    private final Process process;
    private final Path log;
    private final Thread hook;

    private Server(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.hook = new Thread(this::destroyAll);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Starts a program of the system. */
    public static Server program(String name, Path folder, Map<String, String> environment, List<String> command)
            throws IOException {
        return start(name, folder, environment, command, true);
    }

    /** Starts a program that is spoken to over its standard input and output; its standard error is its log. */
    public static Server talking(String name, Path folder, List<String> command) throws IOException {
        return start(name, folder, Map.of(), command, false);
    }

    /**
     * Starts a main class in a JVM of its own, with this one's class path. It must end at the end of its standard input (see
     * {@link ParentWatch}).
     */
    public static Server java(String name, Path folder, List<String> options, Class<?> main, List<String> arguments)
            throws IOException {
        return java(name, folder, options, main.getName(), arguments);
    }

    /** Starts a main class that is not compiled against, such as a load tool's; it ends by itself. */
    public static Server java(String name, Path folder, List<String> options, String main, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(arguments);
        return start(name, folder, Map.of(), command, true);
    }

    private static Server start(
            String name, Path folder, Map<String, String> environment, List<String> command, boolean loggingOutput)
            throws IOException {
        Path log = folder.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(environment);
        if (loggingOutput) {
            builder.redirectErrorStream(true).redirectOutput(log.toFile());
        } else {
            builder.redirectError(log.toFile());
        }
        return new Server(name, builder.start(), log);
    }

    /** Returns what it is to the system, for its processor time; its children are processes of their own. */
    public List<ProcessHandle> handles() {
        List<ProcessHandle> all = new ArrayList<>();
        all.add(process.toHandle());
        process.descendants().forEach(all::add);
        return all;
    }

    /** Returns a reader of its standard output. */
    public BufferedReader output() {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Returns its standard input. */
    public OutputStream input() {
        return process.getOutputStream();
    }

    /**
     * Waits until {@code attempt} succeeds.
     *
     * @throws BenchmarkException with the end of its log when it ends or stays silent
     */
    public void awaitReady(Duration patience, Attempt attempt) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            if (!process.isAlive()) {
                throw new BenchmarkException(name + " ended while it started: " + endOfLog());
            }
            try {
                attempt.run();
                return;
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception notYet) {
                if (System.nanoTime() > deadline) {
                    throw new BenchmarkException(
                            name + " did not answer within " + patience + " (" + notYet + "): " + endOfLog(), notYet);
                }
            }
            Thread.sleep(100);
        }
    }

    /** What succeeds once a server is ready. */
    @FunctionalInterface
    public interface Attempt {
        void run() throws Exception;
    }

    /**
     * Waits until it ends by itself; returns what it said.
     *
     * @throws BenchmarkException with the end of its log when it fails or takes longer
     */
    public List<String> awaitEnd(Duration patience) throws IOException, InterruptedException {
        if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
            throw new BenchmarkException(name + " did not end within " + patience + ": " + endOfLog());
        }
        if (process.exitValue() != 0) {
            throw new BenchmarkException(name + " ended with status " + process.exitValue() + ": " + endOfLog());
        }
        return said();
    }

    /** Returns what it has said so far. */
    public List<String> said() throws IOException {
        return Files.readAllLines(log);
    }

    @Override
    public void close() {
        try {
            List<ProcessHandle> children = process.descendants().toList();
            process.getOutputStream().close();
            process.destroy();
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                destroyAll();
            }
            children.forEach(ProcessHandle::destroyForcibly);
        } catch (IOException e) {
            destroyAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            destroyAll();
        }
        forgetHook();
    }

    private void forgetHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook runs already and finds nothing to do.
        }
    }

    private void destroyAll() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private String endOfLog() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - SHOWN_LOG_LINES), lines.size()));
        } catch (IOException | UncheckedIOException e) {
            return "its log cannot be read: " + e.getMessage();
        }
    }
}
