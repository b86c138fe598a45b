package dev.jono.benchmark.report;

import dev.jono.benchmark.probe.Probe;

/**
 * What the report says of a probe beside its figures.
 *
 * @param work what is measured
 * @param system whose measurement it is
 * @param title what is measured of what
 */
public record ProbeFacts(String work, String system, String title) {
    /** Returns those of a probe. */
    public static ProbeFacts of(Probe probe) {
        return new ProbeFacts(probe.work(), probe.system(), probe.title());
    }
}
