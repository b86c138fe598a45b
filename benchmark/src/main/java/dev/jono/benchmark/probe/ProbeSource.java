package dev.jono.benchmark.probe;

import java.util.List;

/** Names probes. Found by {@link java.util.ServiceLoader}, as candidates are. */
public interface ProbeSource {

    /** Returns them, in the order of the report. */
    List<Probe> probes();
}
