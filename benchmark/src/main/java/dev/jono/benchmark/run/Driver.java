package dev.jono.benchmark.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jono.benchmark.system.BenchmarkException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Has turns done, each by a JVM of its own. */
final class Driver {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The same heap for every system's client. */
    private static final List<String> OPTIONS = List.of("-Xms1g", "-Xmx3g");

    /** A turn that takes longer hangs: each work has bounds of its own. */
    private static final Duration LONGEST_ROUND = Duration.ofMinutes(40);

    private final Path folder;

    /**
     * Prepares turns.
     *
     * @param folder where each turn gets a folder of its own; it lies on the disk that is measured
     */
    Driver(Path folder) {
        this.folder = folder;
    }

    /** Does a turn; tells of each outcome when it is known. */
    void run(String system, int firstRound, Shape shape, Consumer<Outcome> outcomes)
            throws IOException, InterruptedException {
        Path place = folder.resolve(system + "-" + firstRound);
        delete(place);
        Files.createDirectories(place);
        Turn turn = new Turn(system, place.toString(), firstRound, shape);
        Path log = folder.resolve(system + "-" + firstRound + ".log");
        Process process = new ProcessBuilder(command(turn, place))
                .redirectError(log.toFile())
                .start();
        boolean failed = true;
        Duration longest = LONGEST_ROUND.multipliedBy(shape.rounds());
        CompletableFuture.delayedExecutor(longest.toSeconds(), TimeUnit.SECONDS).execute(() -> end(process));
        try {
            failed = listen(process, outcomes);
            if (process.waitFor() != 0 && !failed) {
                failed = true;
                outcomes.accept(Outcome.failed(
                        system,
                        "start",
                        firstRound,
                        "Its process ended; see its log, "
                                + folder.getFileName().resolve(log.getFileName())));
            }
        } finally {
            end(process);
        }
        // What a failed turn leaves may say why.
        if (!failed) {
            delete(place);
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Returns whether an outcome was a failure. */
    private static boolean listen(Process process, Consumer<Outcome> outcomes) throws IOException {
        boolean failed = false;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Outcome outcome = JSON.readValue(line, Outcome.class);
                failed |= outcome.hasFailed();
                outcomes.accept(outcome);
            }
        }
        return failed;
    }

    private static List<String> command(Turn turn, Path place) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(Candidates.named(turn.system()).jvmOptions(place));
        // Those that this JVM was given, so that a profiler or another heap reaches what is measured.
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), DriverMain.class.getName()));
        command.add(JSON.writeValueAsString(turn));
        return command;
    }

    private static void delete(Path place) {
        if (!Files.exists(place)) {
            return;
        }
        try (Stream<Path> all = Files.walk(place)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new BenchmarkException("The data of a turn cannot be deleted: " + e.getMessage(), e);
        }
    }
}
