package dev.jono.benchmark;

import dev.jono.benchmark.probe.Probe;
import dev.jono.benchmark.system.Candidate;
import dev.jono.benchmark.system.Role;
import dev.jono.cassandra.CommitLogSync;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options that say which systems are compared. */
final class SystemOptions {
    private static final Set<Role> PEERS = Set.of(Role.PEER, Role.PARTITIONED_PEER);

    @Spec(Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--systems",
            split = ",",
            paramLabel = "SYSTEM",
            description = "The systems to compare; --list names them (all).")
    private @Nullable List<String> names;

    @Option(
            names = "--sync",
            split = ",",
            paramLabel = "SYNC",
            defaultValue = "PERIODIC,BATCH",
            description = "Of what runs on Cassandra, only with these commit-log settings: ${COMPLETION-CANDIDATES}"
                    + " (${DEFAULT-VALUE}). Peers are measured as they are.")
    private List<CommitLogSync> syncs = List.of();

    /** Returns the probes of the systems that are asked for. */
    List<Probe> probesOf(List<Candidate> chosen, List<Probe> all) {
        List<String> systems = chosen.stream().map(Candidate::name).toList();
        return all.stream().filter(probe -> systems.contains(probe.system())).toList();
    }

    /** Returns those that are asked for, in the order of {@code all}. */
    List<Candidate> chosen(List<Candidate> all) {
        List<String> known = all.stream().map(Candidate::name).toList();
        List<String> asked = names == null ? known : names;
        for (String name : asked) {
            if (!known.contains(name)) {
                throw new ParameterException(
                        Objects.requireNonNull(spec).commandLine(),
                        "--systems has no '" + name + "', only " + String.join(", ", known));
            }
        }
        return all.stream()
                .filter(candidate -> asked.contains(candidate.name()))
                .filter(candidate -> PEERS.contains(candidate.role())
                        || syncs.contains(candidate.syncsFirst() ? CommitLogSync.BATCH : CommitLogSync.PERIODIC))
                .toList();
    }
}
