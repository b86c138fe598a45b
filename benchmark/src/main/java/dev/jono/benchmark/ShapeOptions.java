package dev.jono.benchmark;

import dev.jono.benchmark.probe.Probe;
import dev.jono.benchmark.probe.Probes;
import dev.jono.benchmark.run.Shape;
import dev.jono.benchmark.work.Payloads;
import dev.jono.benchmark.work.Works;
import dev.jono.cli.CommandErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options that say what every system is asked. What is not given has one default for the whole comparison, another for the quick one. */
final class ShapeOptions {
    private static final List<String> WORKS = List.of(Works.THROUGHPUT, Works.LATENCY, Works.BACKLOG, Works.QUEUES);
    private static final List<String> QUICK_WORKS = List.of(Works.THROUGHPUT, Works.LATENCY);

    /** What the whole comparison does in every round; the rest once, or it would take an afternoon. */
    private static final Set<String> EVERY_ROUND = Set.of("throughput-1024", "latency-1000");

    @Spec(Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--quick",
            description = "Sized for ten minutes: 1 KiB throughput and the latency at 1,000 messages a second.")
    private boolean quick;

    @Option(
            names = "--work",
            split = ",",
            paramLabel = "WORK",
            description =
                    "What is measured (all; with --quick throughput,latency). Of every system: throughput, latency, backlog, queues."
                            + " Of Jono alone, for its targets: failover, recovery, recovery-tenfold, passed, written-bytes, small-heap,"
                            + " idle-queues, core. Of the peers alone: load-tool.")
    private @Nullable List<String> works;

    @Option(
            names = "--rounds",
            description =
                    "Rounds of each system (3; with --quick 1). Unless --work says what is measured, the rounds after the first have only"
                            + " the throughput and the latency at their first size and rate.")
    private @Nullable Integer rounds;

    @Option(names = "--seconds", description = "How long a timed work sends (10; with --quick 6).")
    private @Nullable Integer seconds;

    @Option(
            names = "--warmup",
            description =
                    "Seconds that a system is driven after each start before anything counts (120; with --quick 10).")
    private @Nullable Integer warmupSeconds;

    @Option(
            names = "--payload",
            split = ",",
            paramLabel = "BYTES",
            description = "Sizes of the throughput's messages (1024,128,16384; with --quick 1024).")
    private @Nullable List<Integer> payloads;

    @Option(
            names = "--rates",
            split = ",",
            paramLabel = "RATE",
            description = "Messages a second at which latency is measured (1000,5000; with --quick 1000).")
    private @Nullable List<Integer> rates;

    @Option(names = "--window", defaultValue = "2000", description = "Sends unconfirmed at once (${DEFAULT-VALUE}).")
    private int window;

    @Option(names = "--consumers", defaultValue = "4", description = "Consumers of a queue (${DEFAULT-VALUE}).")
    private int consumers;

    @Option(
            names = "--backlog",
            defaultValue = "1000000",
            description =
                    "Messages that pile up in the backlog work; recovery-tenfold, passed and small-heap take ten times as many"
                            + " (${DEFAULT-VALUE}).")
    private int backlog;

    @Option(
            names = "--queues",
            defaultValue = "1000",
            description = "Queues of the work on many queues; idle-queues takes ten times as many (${DEFAULT-VALUE}).")
    private int queues;

    /** Returns what is asked, or refuses it with a sentence. */
    Shape shape() {
        int roundCount = within("--rounds", rounds, quick ? 1 : 3, 1);
        int secondCount = within("--seconds", seconds, quick ? 6 : 10, 1);
        int warmupCount = within("--warmup", warmupSeconds, quick ? 10 : 120, 0);
        within("--window", window, window, 1);
        within("--consumers", consumers, consumers, 1);
        within("--backlog", backlog, backlog, 10);
        within("--queues", queues, queues, 1);
        List<String> names = names();
        List<String> once = works != null
                ? List.of()
                : names.stream().filter(name -> !EVERY_ROUND.contains(name)).toList();
        return new Shape(names, once, roundCount, warmupCount, secondCount, window, consumers, backlog, queues);
    }

    private List<String> names() {
        List<Integer> sizes = payloads != null ? payloads : quick ? List.of(1024) : List.of(1024, 128, 16384);
        List<Integer> speeds = rates != null ? rates : quick ? List.of(1000) : List.of(1000, 5000);
        List<String> names = new ArrayList<>();
        for (String kind : kinds()) {
            if (kind.equals(Works.THROUGHPUT)) {
                sizes.forEach(size -> names.add(kind + "-" + within("--payload", size, size, Payloads.HEADER_BYTES)));
            } else if (kind.equals(Works.LATENCY)) {
                speeds.forEach(rate -> names.add(kind + "-" + within("--rates", rate, rate, 1)));
            } else if (WORKS.contains(kind)) {
                names.add(kind);
            }
        }
        return names;
    }

    /** Returns the probes that are asked for, of {@code all}. */
    List<Probe> probes(List<Probe> all) {
        return all.stream().filter(probe -> kinds().contains(probe.work())).toList();
    }

    private List<String> kinds() {
        List<String> known = Stream.concat(WORKS.stream(), Probes.ALL.stream()).toList();
        if (works == null) {
            return quick ? QUICK_WORKS : known;
        }
        for (String kind : works) {
            if (!known.contains(kind)) {
                throw new ParameterException(
                        Objects.requireNonNull(spec).commandLine(),
                        "--work has no '" + kind + "', only " + String.join(", ", known));
            }
        }
        return works;
    }

    private int within(String option, @Nullable Integer given, int otherwise, int least) {
        int value = given != null ? given : otherwise;
        CommandErrors.requireWithin(Objects.requireNonNull(spec), option, value, least, Long.MAX_VALUE);
        return value;
    }
}
