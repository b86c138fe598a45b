package dev.jono.benchmark.systems;

import dev.jono.benchmark.probe.Probe;
import dev.jono.benchmark.probe.Probes;
import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.work.Conditions;
import dev.jono.benchmark.work.Figures;
import dev.jono.cassandra.CommitLogSync;
import java.util.Map;

/**
 * The bytes that are bound to writes for a message from its send to its ack: rows, leases, acks, snapshots and the deletion of what is
 * dead. Counted where the driver gets them, with consumers at work and, apart from that, with a backlog that is sent first and drained then.
 */
record WrittenBytesProbe() implements Probe {
    /** The whole backlog would add nothing but time. */
    private static final int SHARE = 2;

    @Override
    public String work() {
        return Probes.WRITTEN_BYTES;
    }

    @Override
    public String system() {
        return "jono-embedded";
    }

    @Override
    public String title() {
        return "Bytes bound to writes for a message over its life, snapshots included";
    }

    @Override
    public Map<String, Double> run(Site site, Conditions conditions) throws Exception {
        WrittenBytes.begin();
        int messages = Math.max(1, conditions.backlog() / SHARE);
        try (JonoSystem system = new JonoEmbedded(CommitLogSync.PERIODIC).start(site)) {
            return new Figures()
                    .put(Figures.MESSAGES, messages)
                    .put(JonoFigures.LIVE_128, live(system, 128, messages, conditions))
                    .put(JonoFigures.LIVE_1024, live(system, 1024, messages, conditions))
                    .put(JonoFigures.BACKLOG_128, backlog(system, 128, messages, conditions))
                    .put(JonoFigures.BACKLOG_1024, backlog(system, 1024, messages, conditions))
                    .values();
        }
    }

    private static double live(JonoSystem system, int payloadBytes, int messages, Conditions conditions)
            throws Exception {
        Depot depot = new Depot(system, "live-" + payloadBytes, payloadBytes, conditions);
        depot.open();
        long before = WrittenBytes.total();
        depot.fill(messages);
        depot.drained();
        return (double) (WrittenBytes.total() - before) / messages;
    }

    private static double backlog(JonoSystem system, int payloadBytes, int messages, Conditions conditions)
            throws Exception {
        Depot depot = new Depot(system, "backlog-" + payloadBytes, payloadBytes, conditions);
        long before = WrittenBytes.total();
        depot.fill(messages);
        depot.open();
        depot.drained();
        return (double) (WrittenBytes.total() - before) / messages;
    }
}
