package dev.jono.persistence.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import java.time.Duration;
import java.util.List;

/** Opens driver sessions as the settings say. */
final class Connections {
    /**
     * What the protocol can number on a connection. With more under way than are allowed the driver fails the next ones at once; its own
     * limit is 1,024, which as many busy queues exceed.
     */
    private static final int MAX_REQUESTS = 32_768;

    private Connections() {}

    static CqlSession open(CassandraSettings settings) {
        CqlSessionBuilder builder = CqlSession.builder()
                .addContactPoints(settings.contactPoints())
                .withLocalDatacenter(settings.localDatacenter())
                .withConfigLoader(driverConfig(settings));
        if (!settings.username().isEmpty()) {
            builder = builder.withAuthCredentials(settings.username(), settings.password());
        }
        return builder.build();
    }

    private static DriverConfigLoader driverConfig(CassandraSettings settings) {
        return DriverConfigLoader.programmaticBuilder()
                .withString(DefaultDriverOption.SESSION_NAME, "jono")
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, settings.requestTimeout())
                .withDuration(DefaultDriverOption.CONNECTION_CONNECT_TIMEOUT, settings.connectTimeout())
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, settings.connectTimeout())
                .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, settings.connectTimeout())
                .withString(
                        DefaultDriverOption.REQUEST_CONSISTENCY,
                        settings.consistency().name())
                .withString(
                        DefaultDriverOption.REQUEST_SERIAL_CONSISTENCY,
                        settings.serialConsistency().name())
                .withInt(DefaultDriverOption.CONNECTION_MAX_REQUESTS, MAX_REQUESTS)
                .withClass(DefaultDriverOption.RETRY_POLICY_CLASS, WriteRetryPolicy.class)
                // Seconds, not the driver's minutes: queues stand still until it is back.
                .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, Duration.ofMillis(500))
                .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(5))
                // Addresses are looked up at every attempt, so that a moved pod is found.
                .withBoolean(DefaultDriverOption.RESOLVE_CONTACT_POINTS, false)
                .withStringList(DefaultDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES, List.of(settings.keyspace()))
                .build();
    }
}
