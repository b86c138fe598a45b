package dev.jono.benchmark.systems;

import dev.jono.benchmark.system.Candidate;
import dev.jono.benchmark.system.CandidateSource;
import dev.jono.cassandra.CommitLogSync;
import java.util.ArrayList;
import java.util.List;

/** Jono and the limit beneath it, each with both of Cassandra's commit-log settings. */
public final class JonoCandidates implements CandidateSource {
    @Override
    public List<Candidate> candidates() {
        List<Candidate> all = new ArrayList<>();
        for (CommitLogSync sync : CommitLogSync.values()) {
            all.add(new JonoEmbedded(sync));
            all.add(new JonoRemote(sync));
            all.add(new RawCassandra(sync));
        }
        return all;
    }
}
