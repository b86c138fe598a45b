package dev.jono.benchmark.systems;

import dev.jono.benchmark.system.Site;
import dev.jono.cassandra.CommitLogSync;
import dev.jono.cassandra.EmbeddedCassandra;
import java.time.Duration;

/** The Cassandra that a turn's system stores on, the same for all that have one. */
public final class Cassandras {
    /** From this warm-up on the second JIT compiler has paid for itself, as measured in ADR 0036. */
    private static final Duration SECOND_COMPILER_PAYS = Duration.ofSeconds(90);

    private Cassandras() {}

    /** Starts one whose data lies where the turn's data does. */
    public static EmbeddedCassandra start(CommitLogSync sync, Site site) {
        EmbeddedCassandra.Builder builder = EmbeddedCassandra.builder()
                .commitLogSync(sync)
                .dataFolder(site.folder().resolve("cassandra"));
        if (bothCompilers(site.warmup())) {
            builder.jvmOption("-XX:TieredStopAtLevel=4");
        }
        return builder.start();
    }

    /** Ends one whose data nobody needs any more. */
    public static void end(EmbeddedCassandra cassandra) {
        cassandra.kill();
        cassandra.stop();
    }

    /** Returns a sentence about the JIT compilers of a Cassandra that is driven for some time before anything counts. */
    public static String compilers(Duration warmup) {
        return bothCompilers(warmup)
                ? "Cassandra runs with both JIT compilers, as in production."
                : "Cassandra runs with the first JIT compiler only, the default of the embedded one: for the second it would"
                        + " have to be driven for longer.";
    }

    private static boolean bothCompilers(Duration warmup) {
        return warmup.compareTo(SECOND_COMPILER_PAYS) >= 0;
    }
}
