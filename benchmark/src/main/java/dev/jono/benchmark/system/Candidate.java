package dev.jono.benchmark.system;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A queue system that can be compared, before it is started. Named once, here; all that reports say of it comes from here. */
public interface Candidate {

    /** Returns its name on the command line and in the results, such as {@code rabbitmq-quorum}. */
    String name();

    /** Returns what it is, for a reader of the report. */
    String title();

    /** Returns what part it plays in the comparison. */
    Role role();

    /** Returns what a confirmed send survives and which settings make it so, as one or two sentences for the report. */
    String durability();

    /** Returns whether a confirm comes after an fsync, and so survives the loss of power of a single machine. */
    boolean syncsFirst();

    /** Returns how to install what it needs and is not there; empty when it can be started. */
    default Optional<String> missing() {
        return Optional.empty();
    }

    /** Returns why it cannot do a work; empty when it can. */
    default Optional<String> unfit(String work) {
        return Optional.empty();
    }

    /**
     * Returns options that the JVM which starts it needs, beyond those that every system's has.
     *
     * @param folder where it will be started
     */
    default List<String> jvmOptions(Path folder) {
        return List.of();
    }

    /** Starts it with empty data. Returns when it can be used. */
    SystemUnderTest start(Site site) throws Exception;
}
