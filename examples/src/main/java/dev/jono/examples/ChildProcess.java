package dev.jono.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The parent's side of a process that the demo has started; see {@link Child}. Safe for use by several threads. */
final class ChildProcess {
    private static final long STOP_SECONDS = 5;

    private final String name;
    private final Process process;
    private final Path log;
    private final Map<String, CompletableFuture<String>> said = new ConcurrentHashMap<>();
    private volatile boolean ended;

    private ChildProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /** Starts a JVM with this one's class path. */
    static ChildProcess start(String name, Class<?> main, List<String> javaOptions, Path configuration, Path log) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaOptions);
        command.add("-Dconfig.file=" + configuration);
        command.add("-Dlogback.configurationFile=dev/jono/examples/child-logback.xml");
        command.add("-Ddemo.log=" + log);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            ChildProcess child = new ChildProcess(name, builder.start(), log);
            Thread reader = new Thread(child::listen, name);
            reader.setDaemon(true);
            reader.start();
            return child;
        } catch (IOException e) {
            throw new DemoException(name + " cannot be started: " + e.getMessage(), e);
        }
    }

    String name() {
        return name;
    }

    /** Returns a stage with what the process says after a word; fails with a {@link DemoException} when it ends instead. */
    CompletableFuture<String> said(String word) {
        CompletableFuture<String> stage = said.computeIfAbsent(word, missing -> new CompletableFuture<>());
        if (ended) {
            stage.completeExceptionally(endedByItself());
        }
        return stage;
    }

    /** Says a word to the process. */
    void tell(String word) {
        try {
            OutputStream in = process.getOutputStream();
            in.write((word + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            throw new DemoException(name + " cannot be told to go on: " + e.getMessage() + ". See " + log, e);
        }
    }

    /**
     * Throws when the process has ended.
     *
     * @throws DemoException that says so
     */
    void requireAlive() {
        if (!process.isAlive()) {
            throw endedByItself();
        }
    }

    /** Ends it with SIGKILL, as a crash would, and waits for its end. */
    void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks it to end; {@link #awaitEnd} waits for that. */
    void askToEnd() {
        process.destroy();
    }

    /** Waits for its end, and ends it by force when that takes long. */
    void awaitEnd() {
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    private void listen() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                int space = line.indexOf(' ');
                if (space > 0) {
                    said(line.substring(0, space)).complete(line.substring(space + 1));
                }
            }
        } catch (IOException | UncheckedIOException broken) {
            // It has ended.
        }
        ended = true;
        said.values().forEach(stage -> stage.completeExceptionally(endedByItself()));
    }

    private DemoException endedByItself() {
        String reason = Optional.ofNullable(said.get(Child.BROKEN))
                .filter(stage -> !stage.isCompletedExceptionally())
                .map(stage -> stage.getNow(""))
                .orElse("");
        return new DemoException(
                name + " ended by itself" + (reason.isEmpty() ? "" : ": " + reason) + ". Its log is " + log);
    }
}
