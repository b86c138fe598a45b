package dev.jono.benchmark.probe;

import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.work.Conditions;
import java.util.Map;
import java.util.Optional;

/**
 * A measurement of one system alone, which starts all that it needs. A work, in contrast, is given to every system alike.
 */
public interface Probe {

    /** Returns what is measured, as the command line and the results know it, such as {@code recovery}. */
    String work();

    /** Returns whose measurement it is, such as {@code jono-embedded}. */
    String system();

    /** Returns what is measured of what, for a reader of the report. */
    String title();

    /** Returns why it cannot be made, and the remedy where there is one; empty when it can. */
    default Optional<String> missing() {
        return Optional.empty();
    }

    /** Returns whether it is repeated in every round; others are made once. */
    default boolean repeats() {
        return false;
    }

    /**
     * Measures, and ends all that it started.
     *
     * @return what was measured, by names of its own
     */
    Map<String, Double> run(Site site, Conditions conditions) throws Exception;
}
