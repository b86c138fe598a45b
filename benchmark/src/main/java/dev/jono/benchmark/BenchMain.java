package dev.jono.benchmark;

import dev.jono.benchmark.probe.Probe;
import dev.jono.benchmark.probe.Probes;
import dev.jono.benchmark.report.Machine;
import dev.jono.benchmark.report.ProbeFacts;
import dev.jono.benchmark.report.Report;
import dev.jono.benchmark.report.Results;
import dev.jono.benchmark.report.SourceTree;
import dev.jono.benchmark.report.SystemFacts;
import dev.jono.benchmark.run.Candidates;
import dev.jono.benchmark.run.Comparison;
import dev.jono.benchmark.run.Outcome;
import dev.jono.benchmark.run.Shape;
import dev.jono.benchmark.system.BenchmarkException;
import dev.jono.benchmark.system.Candidate;
import dev.jono.cli.BuildVersion;
import dev.jono.cli.CommandErrors;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./jono bench}: Jono and its peers with the same work on this machine. */
@Command(
        name = "jono bench",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        sortOptions = false,
        description = {
            "Compares Jono with other queues on this machine: starts each in turn, gives all of them the same work from the"
                    + " same harness, checks every message, and reports medians with minimum and maximum.",
            "",
            "The whole comparison is sized for some three hours on two cores, --quick for ten minutes. A system that is not installed is skipped"
                    + " with a line that says how to install it; one that fails is reported, and the others go on. After each turn the results"
                    + " so far are written. To look at one closely: --systems jono-embedded --work throughput.",
            "",
        })
public final class BenchMain implements Callable<Integer> {
    private static final DateTimeFormatter FOLDER_NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    /** Where {@code ./jono} says that its source tree is. */
    private static final String HOME_PROPERTY = "jono.home";

    @Mixin
    private ShapeOptions shape = new ShapeOptions();

    @Mixin
    private SystemOptions systems = new SystemOptions();

    @Option(
            names = "--interleave",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description =
                    "Whether the systems take turns round by round, each started anew; with --no-interleave each does all its"
                            + " rounds after one start (${DEFAULT-VALUE}).")
    private boolean interleaving;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Where a folder for this run's results is made (benchmark/results).")
    private Optional<Path> output = Optional.empty();

    @Option(
            names = "--docs",
            paramLabel = "DIR",
            description =
                    "Also write the page, its charts and the results that both come from into this folder, as for docs.")
    private Optional<Path> docs = Optional.empty();

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "Measure nothing; report from the " + Report.RESULTS + " of an earlier run.")
    private Optional<Path> from = Optional.empty();

    @Option(names = "--list", description = "Name the systems, and for those that are missing how to install them.")
    private boolean listing;

    @Option(names = "--json", description = "Print the result as one JSON object on the last line.")
    private boolean json;

    private final PrintStream out;

    BenchMain(PrintStream out) {
        this.out = out;
    }

    /** Runs the benchmark and exits. */
    public static void main(String[] arguments) {
        // Charts are drawn into files.
        System.setProperty("java.awt.headless", "true");
        System.exit(commandLine(System.out).execute(arguments));
    }

    static CommandLine commandLine(PrintStream out) {
        CommandLine line = new CommandLine(new BenchMain(out)).setCaseInsensitiveEnumValuesAllowed(true);
        return CommandErrors.inOneLine(line, Set.of(BenchmarkException.class, IOException.class));
    }

    @Override
    public Integer call() throws Exception {
        List<Candidate> candidates = systems.chosen(Candidates.all());
        if (listing) {
            candidates.forEach(this::list);
            return 0;
        }
        if (from.isPresent()) {
            return report(Report.read(from.get()), Optional.empty(), true);
        }
        Path folder = outputFolder();
        Results results = measure(candidates, systems.probesOf(candidates, shape.probes(Probes.all())), folder);
        boolean sound = results.outcomes().stream().noneMatch(Outcome::hasFailed);
        return report(new Report(results), Optional.of(folder), sound);
    }

    private Results measure(List<Candidate> candidates, List<Probe> probes, Path folder) throws Exception {
        Shape asked = shape.shape();
        Files.createDirectories(folder);
        Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var machine = Machine.facts(folder);
        Comparison comparison = new Comparison(
                candidates, probes, asked, interleaving, Comparison.inProcesses(folder.resolve("turns")), out);
        String commit = SourceTree.commit(home());
        String version = String.join(" ", new BuildVersion().getVersion());
        Supplier<Results> soFar = () -> new Results(
                version,
                commit,
                started.toString(),
                machine,
                asked,
                interleaving,
                candidates.stream().map(SystemFacts::of).toList(),
                probes.stream().map(ProbeFacts::of).toList(),
                comparison.outcomes(),
                comparison.skipped());
        // Whoever ends a long run early keeps what it has measured; --from makes the report of it.
        comparison.run(() -> new Report(soFar.get()).writeResults(folder));
        return soFar.get();
    }

    private int report(Report report, Optional<Path> folder, boolean sound) throws IOException {
        if (folder.isPresent()) {
            report.write(folder.get());
        }
        if (docs.isPresent()) {
            report.writePage(docs.get());
        }
        out.println();
        out.println(report.text());
        folder.ifPresent(path -> out.println("Written to " + path));
        if (json) {
            out.println(report.json());
        }
        return sound ? 0 : CommandErrors.FAILED;
    }

    private void list(Candidate candidate) {
        String state = candidate.missing().map(how -> "missing: " + how).orElse("ready");
        out.printf("%-24s %s (%s)%n", candidate.name(), candidate.title(), state);
    }

    private static Path home() {
        return Path.of(System.getProperty(HOME_PROPERTY, "."));
    }

    private Path outputFolder() {
        Path parent = output.orElseGet(() -> home().resolve("benchmark").resolve("results"));
        return parent.resolve(FOLDER_NAME.format(Instant.now())).toAbsolutePath();
    }
}
