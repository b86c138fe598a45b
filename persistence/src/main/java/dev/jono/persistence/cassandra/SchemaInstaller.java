package dev.jono.persistence.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the keyspace to the schema version of this build, once: one node takes a lock, which expires if the node dies, and the
 * others wait for the version row that it writes last. Blocks its thread.
 */
final class SchemaInstaller {
    static final int VERSION = 1;
    static final String VERSION_KEY = "schema-version";

    private static final String LOCK_KEY = "schema-lock";
    private static final Duration DDL_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Logger log = LoggerFactory.getLogger(SchemaInstaller.class);

    private final CqlSession session;
    private final CassandraSettings settings;
    private final String meta;
    private final Map<String, String> values;

    SchemaInstaller(CqlSession session, CassandraSettings settings) {
        this.session = session;
        this.settings = settings;
        this.meta = settings.keyspace() + ".jono_meta";
        this.values = Map.of(
                "keyspace", settings.keyspace(),
                "datacenter", settings.localDatacenter(),
                "replicas", Integer.toString(settings.replicationFactor()),
                "metaId",
                        UUID.nameUUIDFromBytes(meta.getBytes(StandardCharsets.UTF_8))
                                .toString());
    }

    void install() throws InterruptedException {
        if (isInstalled()) {
            return;
        }
        if (!settings.createsSchema()) {
            throw new CassandraException("keyspace " + settings.keyspace() + " lacks schema version " + VERSION
                    + " and jono.cassandra.schema.create is off: run the CQL files of jono-persistence"
                    + " (dev/jono/persistence/schema: keyspace, meta, tables) and set key '" + VERSION_KEY
                    + "' of jono_meta to '" + VERSION + "', or switch it on");
        }
        requireNodes();
        run("keyspace.cql");
        run("meta.cql");
        installUnderLock(UUID.randomUUID().toString());
    }

    /** Cassandra makes a keyspace of more replicas than there are nodes, and then never has a quorum. */
    private void requireNodes() {
        Row keyspace = session.execute(SimpleStatement.newInstance(
                        "SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = ?",
                        settings.keyspace()))
                .one();
        long nodes = session.getMetadata().getNodes().values().stream()
                .filter(node -> settings.localDatacenter().equals(node.getDatacenter()))
                .count();
        if (keyspace == null && settings.replicationFactor() > nodes) {
            throw new CassandraException("jono.cassandra.replication-factor = " + settings.replicationFactor()
                    + ", but data centre " + settings.localDatacenter() + " has " + nodes
                    + " node(s), so keyspace " + settings.keyspace() + " is not created: start as many nodes first, or,"
                    + " for development, set jono.cassandra.replication-factor = 1 and"
                    + " jono.cassandra.allow-single-replica = on");
        }
    }

    private void installUnderLock(String me) throws InterruptedException {
        long deadline = System.nanoTime() + settings.startupTimeout().toNanos();
        while (!isInstalled()) {
            if (takeLock(me)) {
                try {
                    run("tables.cql");
                    set(VERSION_KEY, Integer.toString(VERSION));
                    log.info("Created schema version {} in keyspace {}", VERSION, settings.keyspace());
                } finally {
                    releaseLock(me);
                }
                return;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new CassandraException("another node holds the schema lock of keyspace " + settings.keyspace()
                        + " (key '" + LOCK_KEY + "' of jono_meta); it expires after jono.cassandra.schema.lock-expiry");
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    private boolean isInstalled() {
        String found = version();
        if (found == null) {
            return false;
        }
        if (Integer.parseInt(found) > VERSION) {
            throw new CassandraException("keyspace " + settings.keyspace() + " has schema version " + found
                    + ", which is newer than this build's " + VERSION + ": upgrade Jono on this node");
        }
        return Integer.parseInt(found) == VERSION;
    }

    private @Nullable String version() {
        Row table = session.execute(SimpleStatement.newInstance(
                        "SELECT table_name FROM system_schema.tables WHERE keyspace_name = ? AND table_name = 'jono_meta'",
                        settings.keyspace()))
                .one();
        if (table == null) {
            return null;
        }
        Row version = session.execute(
                        SimpleStatement.newInstance("SELECT value FROM " + meta + " WHERE key = ?", VERSION_KEY))
                .one();
        return version == null ? null : version.getString("value");
    }

    private boolean takeLock(String me) {
        return session.execute(SimpleStatement.newInstance(
                        "INSERT INTO " + meta + " (key, value) VALUES (?, ?) IF NOT EXISTS USING TTL ?",
                        LOCK_KEY,
                        me,
                        (int) settings.schemaLockExpiry().toSeconds()))
                .wasApplied();
    }

    private void releaseLock(String me) {
        session.execute(
                SimpleStatement.newInstance("DELETE FROM " + meta + " WHERE key = ? IF value = ?", LOCK_KEY, me));
    }

    private void set(String key, String value) {
        session.execute(SimpleStatement.newInstance("INSERT INTO " + meta + " (key, value) VALUES (?, ?)", key, value));
    }

    private void run(String file) throws InterruptedException {
        for (String statement : CqlScript.statements(file, values)) {
            ResultSet done =
                    session.execute(SimpleStatement.newInstance(statement).setTimeout(DDL_TIMEOUT));
            if (!done.getExecutionInfo().isSchemaInAgreement()) {
                awaitAgreement();
            }
        }
    }

    private void awaitAgreement() throws InterruptedException {
        long deadline = System.nanoTime() + settings.startupTimeout().toNanos();
        while (!session.checkSchemaAgreement()) {
            if (System.nanoTime() - deadline > 0) {
                throw new CassandraException("the Cassandra nodes do not agree on the schema (see `nodetool"
                        + " describecluster`); wait until all are up, then start again");
            }
            Thread.sleep(POLL.toMillis());
        }
    }
}
