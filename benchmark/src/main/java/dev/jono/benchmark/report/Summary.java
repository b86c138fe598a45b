package dev.jono.benchmark.report;

import dev.jono.benchmark.run.Outcome;
import dev.jono.benchmark.system.Role;
import dev.jono.benchmark.work.Figures;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/** Medians of results, and what they say beside each other. */
final class Summary {
    /** The work whose rate is the headline: 1 KiB through one queue. */
    static final String HEADLINE = "throughput-1024";

    /** Jono as it is meant to be used. */
    static final String EMBEDDED = "jono-embedded";

    private static final String OTHERWISE = " / ";

    private final Results results;

    Summary(Results results) {
        this.results = results;
    }

    Results results() {
        return results;
    }

    /**
     * Returns a figure of a system's work over its sound rounds; empty where there is none. A peer that failed once keeps the others,
     * or the next best one would stand in for it unsaid; of Jono and its probes every round must be sound.
     */
    Optional<Spread> figure(String system, String work, String figure) {
        List<Outcome> rounds = outcomes(system, work).stream()
                .filter(round -> !isPeer(system) || !round.hasFailed())
                .toList();
        if (rounds.isEmpty()
                || rounds.stream().anyMatch(round -> !round.figures().containsKey(figure))) {
            return Optional.empty();
        }
        return Optional.of(Spread.of(
                rounds.stream().map(round -> round.figures().get(figure)).toList()));
    }

    /** Returns the outcomes of a system's work. */
    List<Outcome> outcomes(String system, String work) {
        return results.outcomes().stream()
                .filter(outcome ->
                        outcome.system().equals(system) && outcome.work().equals(work))
                .toList();
    }

    /** Returns what ran as a system: versions and settings by name, with each value that differed between its starts. */
    Map<String, String> about(String system) {
        Map<String, String> all = new LinkedHashMap<>();
        for (Outcome outcome : results.outcomes()) {
            if (outcome.system().equals(system)) {
                outcome.about().forEach((name, value) -> all.merge(name, value, Summary::both));
            }
        }
        return all;
    }

    private static String both(String known, String value) {
        return List.of(known.split(OTHERWISE)).contains(value) ? known : known + OTHERWISE + value;
    }

    /** Returns how many of a system's rounds of a work are sound, such as "2 of 3 rounds"; empty when all that were asked for are. */
    Optional<String> unsound(String system, String work) {
        int asked = results.shape().once().contains(work) ? 1 : results.shape().rounds();
        long sound = outcomes(system, work).stream()
                .filter(outcome -> !outcome.hasFailed())
                .count();
        return sound >= asked ? Optional.empty() : Optional.of(sound + " of " + asked + " rounds");
    }

    private boolean isPeer(String system) {
        return results.systems().stream().anyMatch(facts -> facts.name().equals(system) && facts.role() != Role.JONO);
    }

    /** Returns the systems that have a figure in a work. */
    List<SystemFacts> having(String work, String figure) {
        return results.systems().stream()
                .filter(system -> figure(system.name(), work, figure).isPresent())
                .toList();
    }

    /** Returns the median of a figure. */
    OptionalDouble median(String system, String work, String figure) {
        return figure(system, work, figure).stream().mapToDouble(Spread::median).findFirst();
    }

    /** Returns the median of the headline rate. */
    OptionalDouble rate(String system) {
        return median(system, HEADLINE, Figures.RATE);
    }

    /** Returns the fastest peer with one queue or partition. */
    Optional<SystemFacts> bestPeer() {
        return best(system -> system.role() == Role.PEER);
    }

    /** Returns the fastest peer with one queue or partition whose confirms come after an fsync. */
    Optional<SystemFacts> bestSyncingPeer() {
        return best(system -> system.role() == Role.PEER && system.syncsFirst());
    }

    /** Returns the fastest peer with several partitions. */
    Optional<SystemFacts> bestPartitionedPeer() {
        return best(system -> system.role() == Role.PARTITIONED_PEER);
    }

    /** Returns the headline rate of one system by that of another, if both are known. */
    OptionalDouble ratio(String system, Optional<SystemFacts> other) {
        OptionalDouble rate = rate(system);
        OptionalDouble otherRate = other.map(facts -> rate(facts.name())).orElse(OptionalDouble.empty());
        return rate.isPresent() && otherRate.isPresent()
                ? OptionalDouble.of(rate.getAsDouble() / otherRate.getAsDouble())
                : OptionalDouble.empty();
    }

    /** Returns what share of the limit's bytes a system reaches, with the same durability. */
    OptionalDouble rawLimitShare(String system) {
        boolean syncing =
                results.systems().stream().anyMatch(facts -> facts.name().equals(system) && facts.syncsFirst());
        return ratio(system, best(facts -> facts.role() == Role.LIMIT && facts.syncsFirst() == syncing));
    }

    private Optional<SystemFacts> best(Predicate<SystemFacts> among) {
        return results.systems().stream()
                .filter(among)
                .filter(system -> rate(system.name()).isPresent())
                .max(Comparator.comparingDouble(system -> rate(system.name()).getAsDouble()));
    }
}
