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
 * How long a queue with a backlog takes to be read again after a crash.
 *
 * @param work the probe's name
 * @param factor how many times the backlog asked for is waiting
 */
record RecoveryProbe(String work, int factor) implements Probe {
    private static final int PAYLOAD_BYTES = 128;
    private static final int CRASHES = 3;

    static RecoveryProbe once() {
        return new RecoveryProbe(Probes.RECOVERY, 1);
    }

    static RecoveryProbe tenfold() {
        return new RecoveryProbe(Probes.RECOVERY_TENFOLD, 10);
    }

    @Override
    public String system() {
        return "jono-embedded";
    }

    @Override
    public String title() {
        return "Recovery of a queue with " + (factor == 1 ? "the backlog" : "ten times the backlog")
                + " waiting, 128 bytes each";
    }

    @Override
    public Map<String, Double> run(Site site, Conditions conditions) throws Exception {
        int messages = Math.multiplyExact(conditions.backlog(), factor);
        try (JonoSystem system = new JonoEmbedded(CommitLogSync.PERIODIC).start(site)) {
            Depot depot = new Depot(system, work, PAYLOAD_BYTES, conditions);
            depot.fill(messages);
            double[] millis = crash(system, depot.queue(), CRASHES);
            return new Figures()
                    .put(Figures.DEPTH, messages)
                    .put(JonoFigures.RECOVERY, millis[CRASHES / 2])
                    .put(JonoFigures.LONGEST_RECOVERY, millis[CRASHES - 1])
                    .values();
        }
    }

    /** Returns the times of some crashes, in their order of length. */
    static double[] crash(JonoSystem system, String queue, int crashes) throws Exception {
        Crash crash = new Crash(system.actorSystem());
        double[] millis = new double[crashes];
        for (int i = 0; i < crashes; i++) {
            millis[i] = crash.millis(system.key(queue));
        }
        Arrays.sort(millis);
        return millis;
    }
}
