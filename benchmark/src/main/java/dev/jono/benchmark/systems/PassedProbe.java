package dev.jono.benchmark.systems;

import dev.jono.benchmark.probe.Probe;
import dev.jono.benchmark.probe.Probes;
import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.work.Conditions;
import dev.jono.benchmark.work.Figures;
import dev.jono.cassandra.CommitLogSync;
import java.util.Map;

/** How long an empty queue takes to be read again after a crash, when much has passed through it: what is dead must cost nothing. */
record PassedProbe() implements Probe {
    private static final int PAYLOAD_BYTES = 128;
    private static final int FACTOR = 10;

    /** At least a hundredth of what passes, and enough for a few snapshots not to matter. */
    private static final int FRESH = 1_000;

    @Override
    public String work() {
        return Probes.PASSED;
    }

    @Override
    public String system() {
        return "jono-embedded";
    }

    @Override
    public String title() {
        return "Recovery of an empty queue that ten times the backlog has passed through, 128 bytes each";
    }

    @Override
    public Map<String, Double> run(Site site, Conditions conditions) throws Exception {
        int messages = Math.multiplyExact(conditions.backlog(), FACTOR);
        try (JonoSystem system =
                new JonoEmbedded(CommitLogSync.PERIODIC).start(site, Nodes.ALONE + Crash.WITHOUT_PAUSE)) {
            Depot depot = new Depot(system, work(), PAYLOAD_BYTES, conditions);
            depot.open();
            depot.fill(FRESH);
            depot.drained();
            double[] fresh = RecoveryProbe.crash(system, depot.queue());
            depot.fill(messages);
            depot.drained();
            double[] passed = RecoveryProbe.crash(system, depot.queue());
            return new Figures()
                    .put(Figures.MESSAGES, messages)
                    .put(JonoFigures.RECOVERY_FRESH, fresh[fresh.length / 2])
                    .put(JonoFigures.RECOVERY, passed[passed.length / 2])
                    .put(JonoFigures.LONGEST_RECOVERY, passed[passed.length - 1])
                    .values();
        }
    }
}
