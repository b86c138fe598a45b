package dev.jono.benchmark.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What came of one work in one round.
 *
 * @param system the candidate's name
 * @param work the work's name
 * @param round counted from 1
 * @param figures what was measured, by name; empty when it failed
 * @param failure why it does not count; empty when it does
 * @param about what ran: versions and settings, by name
 */
public record Outcome(
        String system, String work, int round, Map<String, Double> figures, String failure, Map<String, String> about) {
    public Outcome {
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
        about = Collections.unmodifiableMap(new LinkedHashMap<>(Objects.requireNonNullElse(about, Map.of())));
    }

    /** An outcome of a run of which nothing more is known. */
    public Outcome(String system, String work, int round, Map<String, Double> figures, String failure) {
        this(system, work, round, figures, failure, Map.of());
    }

    /** Returns an outcome that does not count. */
    static Outcome failed(String system, String work, int round, String why) {
        return new Outcome(system, work, round, Map.of(), why);
    }

    /** Returns whether it does not count. */
    public boolean hasFailed() {
        return !failure.isEmpty();
    }
}
