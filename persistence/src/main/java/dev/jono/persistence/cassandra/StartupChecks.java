package dev.jono.persistence.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refuses settings under which confirmed messages can be lost, and warns of those that are fit for development only. */
final class StartupChecks {
    private static final Logger log = LoggerFactory.getLogger(StartupChecks.class);
    private static final Set<ConsistencyLevel> QUORUMS =
            Set.of(DefaultConsistencyLevel.LOCAL_QUORUM, DefaultConsistencyLevel.QUORUM, DefaultConsistencyLevel.ALL);
    private static final int MOST_RECOVERIES = 16;
    private static final int SAFE_REPLICAS = 3;

    private final Config config;
    private final CassandraSettings settings;

    StartupChecks(Config config, CassandraSettings settings) {
        this.config = config;
        this.settings = settings;
    }

    /** Throws one exception that names every unsafe setting and its remedy. */
    void requireSafeSettings() {
        List<String> problems = unsafeSettings();
        if (!problems.isEmpty()) {
            throw new CassandraException("unsafe settings: " + String.join("; ", problems));
        }
    }

    List<String> unsafeSettings() {
        List<String> problems = new ArrayList<>();
        if (!QUORUMS.contains(settings.consistency())) {
            problems.add("jono.cassandra.consistency = " + settings.consistency()
                    + " is not a quorum, so a confirmed row may not be seen again: set LOCAL_QUORUM or QUORUM");
        }
        if (!settings.serialConsistency().isSerial()) {
            problems.add("jono.cassandra.serial-consistency = " + settings.serialConsistency()
                    + ": set LOCAL_SERIAL or SERIAL");
        } else if (mixesDatacenters()) {
            problems.add("jono.cassandra.serial-consistency = " + settings.serialConsistency()
                    + " does not go with jono.cassandra.consistency = " + settings.consistency()
                    + ": set LOCAL_QUORUM and LOCAL_SERIAL, or QUORUM and SERIAL");
        }
        refuseIfOn(problems, "pekko.actor.allow-java-serialization", "it lets a peer run code here");
        refuseIfOn(
                problems,
                "jono.snapshots.snapshot-is-optional",
                "rows that an unreadable snapshot stands for may be deleted");
        refuseIfOn(problems, "jono.journal.write-response-global-order", "one slow queue would hold up all others");
        if (config.hasPath("jono.journal.replay-filter.mode")
                && !config.getString("jono.journal.replay-filter.mode").equals("off")) {
            problems.add("jono.journal.replay-filter.mode must be off: the owner record says which rows count");
        }
        refuseMissingDowning(problems);
        return problems;
    }

    /** Claims of one data centre alone are in no order with those of another. */
    private boolean mixesDatacenters() {
        boolean localReads = settings.consistency() == DefaultConsistencyLevel.LOCAL_QUORUM;
        boolean localClaims = settings.serialConsistency() == DefaultConsistencyLevel.LOCAL_SERIAL;
        return QUORUMS.contains(settings.consistency()) && localReads != localClaims;
    }

    private void refuseIfOn(List<String> problems, String key, String why) {
        if (config.hasPath(key) && config.getBoolean(key)) {
            problems.add(key + " = on: " + why + "; set it off");
        }
    }

    private void refuseMissingDowning(List<String> problems) {
        String provider = config.hasPath("pekko.actor.provider") ? config.getString("pekko.actor.provider") : "local";
        String key = "pekko.cluster.downing-provider-class";
        boolean clustered = provider.equals("cluster") || provider.endsWith("ClusterActorRefProvider");
        if (clustered && (!config.hasPath(key) || config.getString(key).isEmpty())) {
            problems.add(key + " is empty, so a partitioned cluster would run every queue twice: set"
                    + " org.apache.pekko.cluster.sbr.SplitBrainResolverProvider");
        }
    }

    /** Checks what the keyspace is, however it was made. */
    void requireSafeKeyspace(CqlSession session) {
        Row row = session.execute(SimpleStatement.newInstance(
                        "SELECT replication, durable_writes FROM system_schema.keyspaces WHERE keyspace_name = ?",
                        settings.keyspace()))
                .one();
        if (row == null) {
            throw new CassandraException("keyspace " + settings.keyspace() + " does not exist");
        }
        if (!row.getBoolean("durable_writes")) {
            throw new CassandraException("keyspace " + settings.keyspace()
                    + " has durable_writes = false, so a restart of Cassandra loses confirmed rows: alter it to true");
        }
        Map<String, String> replication = row.getMap("replication", String.class, String.class);
        requireReplicas(replication == null ? Map.of() : replication);
        warnOfRecoveries();
    }

    /** Refuses a keyspace whose replicas in this data centre do not make a quorum that can miss one. */
    void requireReplicas(Map<String, String> replication) {
        int replicas = replicas(replication);
        if (replicas < 1) {
            throw new CassandraException("keyspace " + settings.keyspace() + " has no replica in data centre "
                    + settings.localDatacenter() + " (" + replication
                    + "): correct jono.cassandra.local-datacenter or the keyspace's replication");
        }
        if (replicas < SAFE_REPLICAS && !settings.allowsSingleReplica()) {
            throw new CassandraException("keyspace " + settings.keyspace() + " has " + replicas + " of the "
                    + SAFE_REPLICAS + " replicas that production needs in data centre " + settings.localDatacenter()
                    + ", so "
                    + (replicas == 1
                            ? "the loss of one Cassandra node loses messages"
                            : "a quorum is all of them and one node down stops every queue")
                    + ": raise them (ALTER KEYSPACE, then nodetool repair), or, for development, set"
                    + " jono.cassandra.allow-single-replica = on");
        }
    }

    private void warnOfRecoveries() {
        warnAbove("jono.journal.concurrent-recoveries", "so many replays at once can run Cassandra out of memory", 4);
        warnAbove(
                "pekko.persistence.max-concurrent-recoveries",
                "of so many recoveries some may wait for their turn to read until they time out",
                MOST_RECOVERIES);
    }

    private void warnAbove(String key, String why, int remedy) {
        if (config.hasPath(key) && config.getInt(key) > MOST_RECOVERIES) {
            log.warn("{} = {}: {}; set {}", key, config.getInt(key), why, remedy);
        }
    }

    private int replicas(Map<String, String> replication) {
        String count = replication.getOrDefault(
                settings.localDatacenter(), replication.getOrDefault("replication_factor", "0"));
        return Integer.parseInt(count.split("/")[0]);
    }
}
