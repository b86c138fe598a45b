package dev.jono.benchmark;

import dev.jono.cassandra.CommitLogSync;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./jono bench}: how many messages one queue turns over on this machine, Cassandra beside it. */
@Command(
        name = "jono bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures how many messages one queue turns over: sent, confirmed, delivered and acked one by one, by a"
                    + " producer and consumers that are actors of their own in one process, with an embedded Cassandra"
                    + " beside it. Every message is checked; rounds of the settings alternate; figures are medians.",
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

    /** Runs the benchmark and exits. */
    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new BenchMain()).setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            System.err.println("jono bench: " + failure.getMessage());
            return 1;
        });
        System.exit(line.execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Workload workload = new Workload(payloadBytes, window, consumers);
        Map<CommitLogSync, List<RoundResult>> results = new LinkedHashMap<>();
        List<Setup> setups = new ArrayList<>();
        try {
            for (CommitLogSync sync : syncs) {
                System.out.println("Starting Cassandra with commit log " + sync + " and a node …");
                Setup setup = Setup.start(sync);
                setups.add(setup);
                results.put(sync, new ArrayList<>());
                setup.run(workload, warmupSeconds);
            }
            for (int round = 1; round <= rounds; round++) {
                for (Setup setup : setups) {
                    RoundResult result = setup.run(workload, seconds);
                    results.computeIfAbsent(setup.sync(), sync -> new ArrayList<>())
                            .add(result);
                    System.out.println("round " + round + ", " + setup.sync() + ": " + result);
                }
            }
        } finally {
            setups.forEach(Setup::close);
        }
        Report report = new Report(workload, results);
        System.out.println(report.table());
        if (json) {
            System.out.println(report.json());
        }
        return 0;
    }
}
