package dev.jono.benchmark.systems;

import dev.jono.benchmark.probe.Probe;
import dev.jono.benchmark.probe.Probes;
import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.work.Conditions;
import dev.jono.benchmark.work.Figures;
import dev.jono.cassandra.CommitLogSync;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What queues cost a node that are declared and nothing else, against the same node without them. */
record IdleQueuesProbe() implements Probe {
    /** Ten times as many as the work on many queues has. */
    private static final int FACTOR = 10;

    private static final int AT_ONCE = 200;
    private static final Duration SETTLING = Duration.ofSeconds(30);
    private static final Duration IDLE = Duration.ofSeconds(30);
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
            double cpuBefore = idleCpuPercent(nodes.node());
            double heapBefore = LiveHeap.bytes(nodes.node());
            long start = System.nanoTime();
            for (int i = 0; i < count; i += AT_ONCE) {
                nodes.declare(IntStream.range(i, Math.min(count, i + AT_ONCE))
                        .mapToObj(number -> "idle-" + number)
                        .toList());
            }
            double declareSeconds = (double) (System.nanoTime() - start) / 1e9;
            double cpu = idleCpuPercent(nodes.node());
            return new Figures()
                    .put(JonoFigures.QUEUES, count)
                    .put(JonoFigures.DECLARE_SECONDS, declareSeconds)
                    .put(JonoFigures.CPU_WITHOUT, cpuBefore)
                    .put(JonoFigures.CPU_WITH, cpu)
                    .put(JonoFigures.HEAP_OF_QUEUES, LiveHeap.bytes(nodes.node()) - heapBefore)
                    .values();
        }
    }

    /** Returns the share of one core that a process takes while nobody asks it for anything. */
    private static double idleCpuPercent(ProcessHandle process) throws InterruptedException {
        Thread.sleep(SETTLING.toMillis());
        Duration before = cpu(process);
        Thread.sleep(IDLE.toMillis());
        return 100.0 * cpu(process).minus(before).toMillis() / IDLE.toMillis();
    }

    private static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElseThrow();
    }
}
