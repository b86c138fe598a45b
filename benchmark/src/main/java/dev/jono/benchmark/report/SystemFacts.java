package dev.jono.benchmark.report;

import dev.jono.benchmark.system.Candidate;
import dev.jono.benchmark.system.Role;

/**
 * What the report says of a system beside its figures.
 *
 * @param name its name
 * @param title what it is
 * @param role what part it plays
 * @param syncsFirst whether a confirm comes after an fsync
 * @param durability what a confirm survives
 */
public record SystemFacts(String name, String title, Role role, boolean syncsFirst, String durability) {
    /** Returns those of a candidate. */
    public static SystemFacts of(Candidate candidate) {
        return new SystemFacts(
                candidate.name(), candidate.title(), candidate.role(), candidate.syncsFirst(), candidate.durability());
    }
}
