package dev.jono.benchmark.systems;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.session.Session;
import dev.jono.benchmark.system.Site;
import dev.jono.cassandra.CommitLogSync;
import dev.jono.cassandra.EmbeddedCassandra;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Cassandra that a turn's system stores on, the same for all that have one. */
public final class Cassandras {
    /** From this warm-up on the second JIT compiler has paid for itself, as measured in ADR 0036. */
    private static final Duration SECOND_COMPILER_PAYS = Duration.ofSeconds(90);

    private static final List<String> SETTINGS = List.of(
            "commitlog_sync",
            "commitlog_sync_period",
            "commitlog_disk_access_mode",
            "memtable_allocation_type",
            "memtable_heap_space",
            "memtable_offheap_space",
            "paxos_variant");

    private Cassandras() {}

    /** Starts one whose data lies where the turn's data does. */
    public static EmbeddedCassandra start(CommitLogSync sync, Site site) {
        EmbeddedCassandra.Builder builder = EmbeddedCassandra.builder()
                .commitLogSync(sync)
                .dataFolder(site.folder().resolve("cassandra"));
        jvmOptions(site.warmup()).forEach(builder::jvmOption);
        return builder.start();
    }

    static List<String> jvmOptions(Duration warmup) {
        return bothCompilers(warmup) ? List.of("-XX:TieredStopAtLevel=4") : List.of();
    }

    /** Returns the versions and settings of one and of its client, as the running ones tell them. */
    public static Map<String, String> about(EmbeddedCassandra cassandra) {
        try (CqlSession session = CqlSession.builder()
                .addContactPoint(cassandra.contactPoint())
                .withLocalDatacenter(EmbeddedCassandra.DATACENTER)
                .build()) {
            Map<String, String> about = new LinkedHashMap<>();
            about.put("Cassandra", text(session, "SELECT release_version FROM system.local"));
            about.put("Java driver", String.valueOf(Session.OSS_DRIVER_COORDINATES.getVersion()));
            for (String name : SETTINGS) {
                about.put(name, text(session, "SELECT value FROM system_views.settings WHERE name = '" + name + "'"));
            }
            about.put("compression", compression(session));
            about.put("Cassandra's JVM", String.join(" ", jvmOptions(cassandra)));
            return about;
        }
    }

    /** Returns the compressions of the tables that are not Cassandra's own, each with its tables. */
    private static String compression(CqlSession session) {
        Map<String, List<String>> tables = new TreeMap<>();
        for (Row table : session.execute("SELECT keyspace_name, table_name, compression FROM system_schema.tables")) {
            String keyspace = Objects.requireNonNull(table.getString(0));
            if (!keyspace.startsWith("system")) {
                Map<String, String> options = Objects.requireNonNull(table.getMap(2, String.class, String.class));
                String name = options.getOrDefault("class", "none");
                tables.computeIfAbsent(name.substring(name.lastIndexOf('.') + 1), first -> new ArrayList<>())
                        .add(keyspace + "." + table.getString(1));
            }
        }
        return tables.entrySet().stream()
                .map(found -> found.getKey() + " in " + String.join(", ", found.getValue()))
                .collect(Collectors.joining("; "));
    }

    /** Returns the heap and, of options that are given twice, the last: the one that counts. */
    private static Collection<String> jvmOptions(EmbeddedCassandra cassandra) {
        Map<String, String> last = new LinkedHashMap<>();
        ProcessHandle.of(cassandra.pid())
                .flatMap(process -> process.info().arguments())
                .ifPresent(arguments -> Stream.of(arguments)
                        .filter(argument -> argument.matches("-Xmx.*|-Xms.*|-XX:TieredStopAtLevel=.*|-XX:\\+Use.*GC"))
                        .forEach(argument -> last.put(argument.replaceAll("[0-9=].*", ""), argument)));
        return last.values();
    }

    private static String text(CqlSession session, String query) {
        Row row = session.execute(query).one();
        return row == null ? "unknown" : String.valueOf(row.getString(0));
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
