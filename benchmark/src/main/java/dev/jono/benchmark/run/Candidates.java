package dev.jono.benchmark.run;

import dev.jono.benchmark.system.Candidate;
import dev.jono.benchmark.system.CandidateSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/** All candidates that the class path has. */
public final class Candidates {
    private Candidates() {}

    /** Returns them, Jono first, then the peers, in the order in which they are named. */
    public static List<Candidate> all() {
        List<Candidate> all = new ArrayList<>();
        for (CandidateSource source : ServiceLoader.load(CandidateSource.class)) {
            all.addAll(source.candidates());
        }
        all.sort(Comparator.comparing(Candidate::role));
        return all;
    }

    /**
     * Returns the one of a name.
     *
     * @throws IllegalArgumentException when there is none
     */
    static Candidate named(String name) {
        return all().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no system '" + name + "'."));
    }
}
