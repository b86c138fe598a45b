package dev.jono.benchmark.core;

import dev.jono.benchmark.probe.Probe;
import dev.jono.benchmark.probe.Probes;
import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.work.Conditions;
import dev.jono.benchmark.work.Figures;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** The benchmarks of the core, each by JMH in a JVM of its own. */
public record CoreProbe() implements Probe {
    private static final int WARMUPS = 3;
    private static final int MEASUREMENTS = 5;

    @Override
    public String work() {
        return Probes.CORE;
    }

    @Override
    public String system() {
        return "jono-embedded";
    }

    @Override
    public String title() {
        return "Nanoseconds of the core and the journal's codec for a message of 1 KiB, in batches of "
                + CoreQueue.BATCH;
    }

    @Override
    public Map<String, Double> run(Site site, Conditions conditions) throws Exception {
        Figures figures = new Figures();
        var options = new OptionsBuilder()
                .include(CoreBenchmarks.class.getName())
                .forks(1)
                .warmupIterations(WARMUPS)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(MEASUREMENTS)
                .measurementTime(TimeValue.seconds(1))
                .shouldFailOnError(true)
                .build();
        for (RunResult result : new Runner(options).run()) {
            figures.put(
                    result.getPrimaryResult().getLabel() + "Nanos",
                    result.getPrimaryResult().getScore());
        }
        return figures.values();
    }
}
