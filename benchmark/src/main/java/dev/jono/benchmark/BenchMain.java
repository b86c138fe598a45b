package dev.jono.benchmark;

import dev.jono.cassandra.CommitLogSync;
import dev.jono.cassandra.EmbeddedCassandraException;
import dev.jono.cli.BuildVersion;
import dev.jono.cli.CommandErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./jono bench}: how many messages one queue turns over on this machine, Cassandra beside it. */
@Command(
        name = "jono bench",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        sortOptions = false,
        description = {
            "Measures how many messages one queue turns over: sent, confirmed, delivered and acked one by one, by a"
                    + " producer and consumers that are actors of their own in one process, with an embedded Cassandra"
                    + " beside it. Every message is checked; one setting is measured after the other; figures are medians.",
        })
public final class BenchMain implements Callable<Integer> {
    @Option(names = "--seconds", defaultValue = "60", description = "How long a round sends (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--warmup",
            defaultValue = "15",
            description = "Seconds sent before the first round (${DEFAULT-VALUE}).")
    private int warmupSeconds;

    @Option(names = "--rounds", defaultValue = "5", description = "Rounds for each setting (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--payload", defaultValue = "1024", description = "Random bytes a message (${DEFAULT-VALUE}).")
    private int payloadBytes;

    @Option(names = "--window", defaultValue = "2000", description = "Sends unconfirmed at once (${DEFAULT-VALUE}).")
    private int window;

    @Option(names = "--consumers", defaultValue = "4", description = "Consumers (${DEFAULT-VALUE}).")
    private int consumers;

    @Option(
            names = "--sync",
            split = ",",
            defaultValue = "PERIODIC,BATCH",
            description = "Cassandra's commit-log settings to measure: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private List<CommitLogSync> syncs = new ArrayList<>();

    @Option(names = "--json", description = "Print the result as one JSON object on the last line.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    /** Runs the benchmark and exits. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new BenchMain()).setCaseInsensitiveEnumValuesAllowed(true);
        return CommandErrors.inOneLine(line, Set.of(EmbeddedCassandraException.class));
    }

    @Override
    public Integer call() throws Exception {
        requireAtLeast("--seconds", seconds, 1);
        requireAtLeast("--warmup", warmupSeconds, 0);
        requireAtLeast("--rounds", rounds, 1);
        requireAtLeast("--payload", payloadBytes, Workload.HEADER_BYTES);
        requireAtLeast("--window", window, 1);
        requireAtLeast("--consumers", consumers, 1);
        Workload workload = new Workload(payloadBytes, window, consumers);
        Series series = new Series(workload, warmupSeconds, rounds, seconds);
        Report report = new Report(workload, series.run(syncs, Setup::start, System.out));
        System.out.println(report.table());
        if (json) {
            System.out.println(report.json());
        }
        return 0;
    }

    private void requireAtLeast(String option, int value, int least) {
        CommandErrors.requireWithin(Objects.requireNonNull(spec), option, value, least, Long.MAX_VALUE);
    }
}
