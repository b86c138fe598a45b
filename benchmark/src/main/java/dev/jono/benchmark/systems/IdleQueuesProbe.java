package dev.jono.benchmark.systems;

import dev.jono.benchmark.probe.Probe;
import dev.jono.benchmark.probe.Probes;
import dev.jono.benchmark.system.BenchmarkException;
import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.work.Conditions;
import dev.jono.benchmark.work.Figures;
import dev.jono.cassandra.CommitLogSync;
import java.time.Duration;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What queues cost a node that are declared and nothing else, against the same node without them. */
record IdleQueuesProbe() implements Probe {
    /** Ten times as many as the work on many queues has. */
    private static final int FACTOR = 10;

    private static final int AT_ONCE = 200;
    /** A young JVM compiles, collects and takes less from minute to minute, so it is looked at until it does not any more. */
    private static final Duration WINDOW = Duration.ofSeconds(30);

    private static final int LEAST_WINDOWS = 4;
    private static final int MOST_WINDOWS = 16;
    private static final int AGREEING = 3;
    private static final double AGREEING_PERCENT = 0.3;
    private static final List<String> NODE_OPTIONS = List.of("-Xmx1g");

    /** Every queue has a dead-letter queue. */
    private static final String ROOM = "jono.catalogue.max-queues = 100000\n";

    @Override
    public String work() {
        return Probes.IDLE_QUEUES;
    }

    @Override
    public String system() {
        return "jono-remote";
    }

    @Override
    public String title() {
        return "Declared queues without messages or clients, ten times those of the work on many queues";
    }

    @Override
    public Map<String, Double> run(Site site, Conditions conditions) throws Exception {
        int count = Math.multiplyExact(conditions.queues(), FACTOR);
        try (RemoteNodes nodes = RemoteNodes.start(site, CommitLogSync.PERIODIC, 1, NODE_OPTIONS, ROOM)) {
            nodes.declare(List.of("first"));
            Idleness before = settle(nodes.node());
            double heapBefore = LiveHeap.bytes(nodes.node());
            long start = System.nanoTime();
            for (int i = 0; i < count; i += AT_ONCE) {
                nodes.declare(IntStream.range(i, Math.min(count, i + AT_ONCE))
                        .mapToObj(number -> "idle-" + number)
                        .toList());
            }
            double declareSeconds = (double) (System.nanoTime() - start) / 1e9;
            Idleness with = settle(nodes.node());
            return new Figures()
                    .put(JonoFigures.QUEUES, count)
                    .put(JonoFigures.DECLARE_SECONDS, declareSeconds)
                    .put(JonoFigures.CPU_WITHOUT, before.percent())
                    .put(JonoFigures.CPU_WITH, with.percent())
                    .put(JonoFigures.CPU_NOISE, Math.max(before.noise(), with.noise()))
                    .put(JonoFigures.HEAP_OF_QUEUES, LiveHeap.bytes(nodes.node()) - heapBefore)
                    .values();
        }
    }

    /**
     * What a process takes while nobody asks it for anything.
     *
     * @param percent of one core
     * @param noise how far windows that agree lie apart, in the same unit
     */
    record Idleness(double percent, double noise) {
        /** Returns what the last three windows say; empty until they agree. */
        static Optional<Idleness> of(List<Double> windows) {
            if (windows.size() < LEAST_WINDOWS) {
                return Optional.empty();
            }
            DoubleSummaryStatistics last = windows.subList(windows.size() - AGREEING, windows.size()).stream()
                    .collect(Collectors.summarizingDouble(Double::doubleValue));
            double noise = last.getMax() - last.getMin();
            return noise <= AGREEING_PERCENT ? Optional.of(new Idleness(last.getAverage(), noise)) : Optional.empty();
        }
    }

    private static Idleness settle(ProcessHandle process) throws InterruptedException {
        List<Double> windows = new ArrayList<>();
        while (windows.size() < MOST_WINDOWS) {
            windows.add(percent(process));
            Optional<Idleness> settled = Idleness.of(windows);
            if (settled.isPresent()) {
                return settled.get();
            }
        }
        throw new BenchmarkException("The idle node does not settle: of a core it took in windows of "
                + WINDOW.toSeconds() + " s " + windows + " %. What else runs on the machine?");
    }

    private static double percent(ProcessHandle process) throws InterruptedException {
        Duration before = cpu(process);
        Thread.sleep(WINDOW.toMillis());
        return 100.0 * cpu(process).minus(before).toMillis() / WINDOW.toMillis();
    }

    private static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElseThrow();
    }
}
