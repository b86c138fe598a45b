package dev.jono.benchmark.work;

import dev.jono.benchmark.system.SystemUnderTest;
import java.util.Map;

/** A kind of work that every system is given. */
public interface Work {

    /** Returns its name in the results, such as {@code throughput-1024}. */
    String name();

    /**
     * Does the work once, on queues of its own.
     *
     * @param run begins the names of the queues, and is unique in the life of the system
     * @return what was measured, by the names in {@link Figures}
     */
    Map<String, Double> run(SystemUnderTest system, Conditions conditions, String run) throws Exception;
}
