package dev.jono.persistence.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The section {@code jono.cassandra}, read once. {@code toString} hides the password. */
record CassandraSettings(
        List<InetSocketAddress> contactPoints,
        String localDatacenter,
        String keyspace,
        String username,
        String password,
        Duration requestTimeout,
        Duration connectTimeout,
        Duration startupTimeout,
        Duration connectBackoff,
        ConsistencyLevel consistency,
        ConsistencyLevel serialConsistency,
        boolean createsSchema,
        Duration schemaLockExpiry,
        int replicationFactor,
        boolean allowsSingleReplica) {

    static final String PATH = "jono.cassandra";

    private static final Pattern KEYSPACE = Pattern.compile("[a-z][a-z0-9_]{0,47}");
    private static final Pattern DATACENTER = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    static CassandraSettings of(Config whole) {
        Config config = whole.getConfig(PATH);
        return new CassandraSettings(
                config.getStringList("contact-points").stream()
                        .map(CassandraSettings::address)
                        .toList(),
                matching(config, "local-datacenter", DATACENTER),
                matching(config, "keyspace", KEYSPACE),
                config.getString("username"),
                config.getString("password"),
                config.getDuration("request-timeout"),
                config.getDuration("connect-timeout"),
                config.getDuration("startup-timeout"),
                config.getDuration("connect-backoff"),
                level(config, "consistency"),
                level(config, "serial-consistency"),
                config.getBoolean("schema.create"),
                config.getDuration("schema.lock-expiry"),
                config.getInt("replication-factor"),
                config.getBoolean("allow-single-replica"));
    }

    /** Where it connects, for messages. */
    String where() {
        return String.join(
                ", ",
                contactPoints.stream()
                        .map(point -> point.getHostString() + ":" + point.getPort())
                        .toList());
    }

    private static InetSocketAddress address(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        try {
            return InetSocketAddress.createUnresolved(
                    hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
        } catch (IndexOutOfBoundsException | IllegalArgumentException wrong) {
            throw new ConfigException.BadValue(
                    PATH + ".contact-points", "[" + hostAndPort + "] is not host:port, as in 127.0.0.1:9042", wrong);
        }
    }

    private static String matching(Config config, String key, Pattern pattern) {
        String value = config.getString(key);
        if (!pattern.matcher(value).matches()) {
            throw new ConfigException.BadValue(PATH + "." + key, "[" + value + "] does not match " + pattern);
        }
        return value;
    }

    private static ConsistencyLevel level(Config config, String key) {
        String value = config.getString(key);
        try {
            return DefaultConsistencyLevel.valueOf(value.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new ConfigException.BadValue(PATH + "." + key, "[" + value + "] is not a consistency level", unknown);
        }
    }

    @Override
    public String toString() {
        return "CassandraSettings[" + where() + ", keyspace " + keyspace + "]";
    }
}
