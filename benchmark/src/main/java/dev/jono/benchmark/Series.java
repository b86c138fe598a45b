package dev.jono.benchmark;

import dev.jono.cassandra.CommitLogSync;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rounds of a benchmark.
 *
 * @param workload what each does
 * @param warmupSeconds how long a station works before its first
 * @param rounds how many for each setting
 * @param seconds how long each sends
 */
record Series(Workload workload, int warmupSeconds, int rounds, int seconds) {

    /**
     * Measures each setting to its end before the next one starts. Alternating their rounds would spread a slow minute of the
     * machine over all of them, but then each is measured beside another's node and Cassandra, which take memory and, compacting,
     * processor time.
     */
    Map<CommitLogSync, List<RoundResult>> run(List<CommitLogSync> syncs, Station.Start start, PrintStream out)
            throws Exception {
        Map<CommitLogSync, List<RoundResult>> results = new LinkedHashMap<>();
        for (CommitLogSync sync : syncs) {
            out.println("Starting Cassandra with commit log " + sync + " and a node …");
            try (Station station = start.of(sync)) {
                results.put(sync, rounds(sync, station, out));
            }
        }
        return results;
    }

    private List<RoundResult> rounds(CommitLogSync sync, Station station, PrintStream out) throws Exception {
        station.run(workload, warmupSeconds);
        List<RoundResult> results = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            RoundResult result = station.run(workload, seconds);
            results.add(result);
            out.println("round " + round + ", " + sync + ": " + result);
        }
        return results;
    }
}
