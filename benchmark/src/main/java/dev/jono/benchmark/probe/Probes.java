package dev.jono.benchmark.probe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** All probes that the class path has, and the names of what they measure. */
public final class Probes {
    public static final String FAILOVER = "failover";
    public static final String RECOVERY = "recovery";
    public static final String RECOVERY_TENFOLD = "recovery-tenfold";
    public static final String PASSED = "passed";
    public static final String WRITTEN_BYTES = "written-bytes";
    public static final String SMALL_HEAP = "small-heap";
    public static final String IDLE_QUEUES = "idle-queues";
    public static final String CORE = "core";
    public static final String LOAD_TOOL = "load-tool";

    /** All of them, in the order of the report. */
    public static final List<String> ALL = List.of(
            FAILOVER, RECOVERY, RECOVERY_TENFOLD, PASSED, WRITTEN_BYTES, SMALL_HEAP, IDLE_QUEUES, CORE, LOAD_TOOL);

    private Probes() {}

    /** Returns all probes, in the order of {@link #ALL}. */
    public static List<Probe> all() {
        List<Probe> all = new ArrayList<>();
        for (ProbeSource source : ServiceLoader.load(ProbeSource.class)) {
            all.addAll(source.probes());
        }
        all.sort(Comparator.comparingInt(probe -> ALL.indexOf(probe.work())));
        return all;
    }

    /** Returns a system's probe; empty when {@code work} is one that every system is given. */
    public static Optional<Probe> find(String system, String work) {
        return all().stream()
                .filter(probe -> probe.system().equals(system) && probe.work().equals(work))
                .findFirst();
    }
}
