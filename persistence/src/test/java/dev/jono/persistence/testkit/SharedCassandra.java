package dev.jono.persistence.testkit;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jono.cassandra.EmbeddedCassandra;
import java.util.Locale;

/** The one Cassandra of this module's test run, started at the first use; it ends with the test's JVM. Each test class has its own keyspace. */
public final class SharedCassandra {
    private static final EmbeddedCassandra CASSANDRA = EmbeddedCassandra.start();

    private SharedCassandra() {}

    /** The configuration of an actor system that uses the keyspace of this test class. */
    public static Config config(Class<?> test) {
        return config(test.getSimpleName().toLowerCase(Locale.ROOT));
    }

    /** The configuration of an actor system that uses this keyspace. */
    public static Config config(String keyspace) {
        return ConfigFactory.parseString(String.join(
                        "\n",
                        "jono.cassandra.contact-points = [\"" + CASSANDRA.host() + ":" + CASSANDRA.port() + "\"]",
                        "jono.cassandra.local-datacenter = " + EmbeddedCassandra.DATACENTER,
                        "jono.cassandra.keyspace = " + keyspace,
                        "jono.cassandra.replication-factor = 1",
                        "jono.cassandra.allow-single-replica = on",
                        // A shared machine may stall for longer than a production node may.
                        "jono.fence.max-pause = 5 minutes",
                        "pekko.persistence.journal.plugin = jono.journal",
                        "pekko.persistence.snapshot-store.plugin = jono.snapshots",
                        "pekko.loglevel = WARNING",
                        "pekko.stdout-loglevel = WARNING"))
                .withFallback(ConfigFactory.load());
    }
}
