package dev.jono.benchmark.systems;

import dev.jono.benchmark.core.CoreProbe;
import dev.jono.benchmark.probe.Probe;
import dev.jono.benchmark.probe.ProbeSource;
import java.util.List;

/** What is measured of Jono alone. */
public final class JonoProbes implements ProbeSource {
    @Override
    public List<Probe> probes() {
        return List.of(
                new FailoverProbe(),
                RecoveryProbe.once(),
                RecoveryProbe.tenfold(),
                new PassedProbe(),
                new WrittenBytesProbe(),
                new SmallHeapProbe(),
                new IdleQueuesProbe(),
                new CoreProbe());
    }
}
