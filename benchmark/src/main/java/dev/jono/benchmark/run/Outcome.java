package dev.jono.benchmark.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What came of one work in one round.
 *
 * @param system the candidate's name
 * @param work the work's name
 * @param round counted from 1
 * @param figures what was measured, by name; empty when it failed
 * @param failure why it does not count; empty when it does
 */
public record Outcome(String system, String work, int round, Map<String, Double> figures, String failure) {
    public Outcome {
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
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
