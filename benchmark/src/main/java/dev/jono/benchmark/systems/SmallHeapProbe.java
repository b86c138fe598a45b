package dev.jono.benchmark.systems;

import dev.jono.benchmark.probe.Probe;
import dev.jono.benchmark.probe.Probes;
import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.work.Account;
import dev.jono.benchmark.work.Conditions;
import dev.jono.benchmark.work.Figures;
import dev.jono.benchmark.work.Rates;
import dev.jono.cassandra.CommitLogSync;
import java.util.List;
import java.util.Map;

/** A node with a heap of 256 MiB takes ten times the backlog and gives all of it back. */
record SmallHeapProbe() implements Probe {
    private static final int PAYLOAD_BYTES = 128;
    private static final int FACTOR = 10;
    private static final List<String> NODE_OPTIONS = List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError");

    @Override
    public String work() {
        return Probes.SMALL_HEAP;
    }

    @Override
    public String system() {
        return "jono-remote";
    }

    @Override
    public String title() {
        return "Ten times the backlog of 128 bytes each through a node with a heap of 256 MiB";
    }

    @Override
    public Map<String, Double> run(Site site, Conditions conditions) throws Exception {
        int messages = Math.multiplyExact(conditions.backlog(), FACTOR);
        try (RemoteNodes nodes = RemoteNodes.start(site, CommitLogSync.PERIODIC, 1, NODE_OPTIONS, "")) {
            Depot depot = new Depot(nodes, work(), PAYLOAD_BYTES, conditions);
            double empty = LiveHeap.bytes(nodes.node());
            long start = System.nanoTime();
            depot.fill(messages);
            double sendRate = Rates.perSecond(messages, System.nanoTime() - start);
            double full = LiveHeap.bytes(nodes.node());
            long drainStart = System.nanoTime();
            depot.open();
            Account account = depot.drained();
            return new Figures()
                    .put(Figures.DEPTH, messages)
                    .put(Figures.SEND_RATE, sendRate)
                    .put(Figures.DRAIN_RATE, Rates.perSecond(messages, account.lastAckNanos() - drainStart))
                    .put(JonoFigures.HEAP_EMPTY, empty)
                    .put(JonoFigures.HEAP_AT_DEPTH, full)
                    .values();
        }
    }
}
