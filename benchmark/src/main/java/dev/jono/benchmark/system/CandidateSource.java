package dev.jono.benchmark.system;

import java.util.List;

/** Names candidates. Found by {@link java.util.ServiceLoader}, so that the peers' libraries can live in a module of their own. */
public interface CandidateSource {

    /** Returns them, in the order of the report. */
    List<Candidate> candidates();
}
