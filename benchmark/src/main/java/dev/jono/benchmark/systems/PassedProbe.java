package dev.jono.benchmark.systems;

import dev.jono.benchmark.probe.Probe;
import dev.jono.benchmark.probe.Probes;
import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.work.Conditions;
import dev.jono.benchmark.work.Figures;
import dev.jono.cassandra.CommitLogSync;
import java.util.Arrays;
import java.util.Map;

/**
 * How long a queue takes to be read again after a crash when much has passed through it, beside itself when little had: what is dead must
 * cost nothing. Nothing waits in either case.
 */
record PassedProbe() implements Probe {
    private static final int PAYLOAD_BYTES = 128;
    private static final int FACTOR = 10;

    /** Some snapshots' worth, so that the first recoveries, too, replay what has come since the last of them. */
    private static final int FRESH = 500_000;

    /** What comes between two crashes, so that each finds another part of the way to the next snapshot behind it. */
    private static final int STEP = 37_000;

    private static final int CRASHES = 5;

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
            double[] fresh = crashes(system, depot);
            depot.fill(messages);
            depot.drained();
            double[] passed = crashes(system, depot);
            return new Figures()
                    .put(Figures.MESSAGES, messages)
                    .put(JonoFigures.RECOVERY_FRESH, fresh[fresh.length / 2])
                    .put(JonoFigures.RECOVERY, passed[passed.length / 2])
                    .put(JonoFigures.LONGEST_RECOVERY, passed[passed.length - 1])
                    .values();
        }
    }

    /** Returns the times of crashes at different places on the way from one snapshot to the next, in their order of length. */
    private static double[] crashes(JonoSystem system, Depot depot) throws Exception {
        double[] millis = new double[CRASHES];
        for (int i = 0; i < CRASHES; i++) {
            depot.fill(STEP);
            depot.drained();
            millis[i] = RecoveryProbe.crash(system, depot.queue(), 1)[0];
        }
        Arrays.sort(millis);
        return millis;
    }
}
