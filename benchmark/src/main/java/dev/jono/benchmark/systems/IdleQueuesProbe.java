package dev.jono.benchmark.systems;

import dev.jono.benchmark.probe.Probe;
import dev.jono.benchmark.probe.Probes;
import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.work.Conditions;
import dev.jono.benchmark.work.Figures;
import dev.jono.cassandra.CommitLogSync;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What queues cost a node that are declared and nothing else, against another node without them beside it. */
record IdleQueuesProbe() implements Probe {
    /** Ten times as many as the work on many queues has. */
    private static final int FACTOR = 10;

    private static final int AT_ONCE = 200;
    private static final Duration WINDOW = Duration.ofSeconds(30);

    /** After the declaring, whose compiling and collecting goes on for a while. */
    private static final int WINDOWS_TO_SETTLE = 4;

    private static final int WINDOWS = 12;
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
        try (RemoteNodes without = nodes(site, "without");
                RemoteNodes with = nodes(site, "with")) {
            without.declare(List.of("first"));
            with.declare(List.of("first"));
            double heapBefore = LiveHeap.bytes(with.node());
            double declareSeconds = declare(with, count);
            Idleness idleness = watch(without.node(), with.node());
            return new Figures()
                    .put(JonoFigures.QUEUES, count)
                    .put(JonoFigures.DECLARE_SECONDS, declareSeconds)
                    .put(JonoFigures.CPU_WITHOUT, idleness.percentWithout())
                    .put(JonoFigures.CPU_MORE, idleness.percentMore())
                    .put(JonoFigures.CPU_NOISE, idleness.noise())
                    .put(JonoFigures.HEAP_OF_QUEUES, LiveHeap.bytes(with.node()) - heapBefore)
                    .values();
        }
    }

    /** Starts a cluster of one node, with a Cassandra of its own. */
    private static RemoteNodes nodes(Site site, String name) throws Exception {
        Path folder = Files.createDirectories(site.folder().resolve(name));
        return RemoteNodes.start(
                new Site(folder, site.alarm(), site.warmup()), CommitLogSync.PERIODIC, 1, NODE_OPTIONS, ROOM);
    }

    /** Returns how many seconds it took. */
    private static double declare(RemoteNodes nodes, int count) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < count; i += AT_ONCE) {
            nodes.declare(IntStream.range(i, Math.min(count, i + AT_ONCE))
                    .mapToObj(number -> "idle-" + number)
                    .toList());
        }
        return (double) (System.nanoTime() - start) / 1e9;
    }

    private static Idleness watch(ProcessHandle without, ProcessHandle with) throws InterruptedException {
        Thread.sleep(WINDOW.multipliedBy(WINDOWS_TO_SETTLE).toMillis());
        List<Idleness.Window> windows = new ArrayList<>();
        for (int i = 0; i < WINDOWS; i++) {
            Duration withoutBefore = cpu(without);
            Duration withBefore = cpu(with);
            Thread.sleep(WINDOW.toMillis());
            windows.add(new Idleness.Window(
                    percent(cpu(without).minus(withoutBefore)),
                    percent(cpu(with).minus(withBefore))));
        }
        return Idleness.of(windows);
    }

    private static double percent(Duration cpu) {
        return 100.0 * cpu.toMillis() / WINDOW.toMillis();
    }

    private static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElseThrow();
    }
}
