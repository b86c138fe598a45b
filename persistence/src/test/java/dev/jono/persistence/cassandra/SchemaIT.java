package dev.jono.persistence.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jono.persistence.testkit.SharedCassandra;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The schema is there once, whoever starts first, and a wrong one is named. */
class SchemaIT {
    private final List<ActorSystem> systems = new ArrayList<>();

    @AfterEach
    void stop() {
        systems.forEach(TestKit::shutdownActorSystem);
    }

    @Test
    void severalNodesThatStartTogetherCreateItOnce() throws Exception {
        List<CassandraSession> nodes = IntStream.range(0, 3)
                .mapToObj(node -> CassandraSession.get(system(SharedCassandra.config("schema_together"))))
                .toList();
        CompletableFuture.allOf(nodes.stream()
                        .map(node -> CompletableFuture.runAsync(node::awaitStarted))
                        .toArray(CompletableFuture<?>[]::new))
                .get(2, TimeUnit.MINUTES);
        assertThat(nodes)
                .allSatisfy(
                        node -> assertThat(node.healthy().toCompletableFuture().get(30, TimeUnit.SECONDS))
                                .isTrue());
        assertThat(nodes.get(0)
                        .session()
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS)
                        .execute("SELECT id FROM system_schema.tables"
                                + " WHERE keyspace_name = 'schema_together' AND table_name = 'jono_meta'")
                        .one()
                        .getUuid(0))
                .as("what each of several Cassandra nodes would call the table")
                .isEqualTo(UUID.nameUUIDFromBytes("schema_together.jono_meta".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void refusesToCreateItIfItMayNot() {
        Config config = with("jono.cassandra.schema.create = off", SharedCassandra.config("schema_absent"));
        assertThatThrownBy(() -> CassandraSession.get(system(config)).awaitStarted())
                .isInstanceOf(CassandraException.class)
                .hasMessageContainingAll("lacks schema version 1", "run the CQL files");
    }

    @Test
    void refusesAFactorThatTheNodesCannotHold() {
        Config config = with("jono.cassandra.replication-factor = 3", SharedCassandra.config("schema_of_three"));
        assertThatThrownBy(() -> CassandraSession.get(system(config)).awaitStarted())
                .isInstanceOf(CassandraException.class)
                .hasMessageContainingAll(
                        "jono.cassandra.replication-factor = 3",
                        "has 1 node(s)",
                        "jono.cassandra.allow-single-replica");
    }

    @Test
    void refusesASingleReplicaUnlessAllowed() {
        Config config = with("jono.cassandra.allow-single-replica = off", SharedCassandra.config("schema_of_one"));
        assertThatThrownBy(() -> CassandraSession.get(system(config)).awaitStarted())
                .isInstanceOf(CassandraException.class)
                .hasMessageContainingAll(
                        "keyspace schema_of_one has 1 of the 3", "ALTER KEYSPACE", "allow-single-replica");
    }

    @Test
    void refusesANewerOne() throws Exception {
        CassandraSession first = CassandraSession.get(system(SharedCassandra.config("schema_newer")));
        first.awaitStarted();
        CqlSession session = first.session().toCompletableFuture().get(30, TimeUnit.SECONDS);
        session.execute("UPDATE schema_newer.jono_meta SET value = '2' WHERE key = 'schema-version'");

        assertThatThrownBy(() -> CassandraSession.get(system(SharedCassandra.config("schema_newer")))
                        .awaitStarted())
                .isInstanceOf(CassandraException.class)
                .hasMessageContainingAll("schema version 2", "newer than this build's 1", "upgrade");
    }

    private static Config with(String settings, Config rest) {
        return ConfigFactory.parseString(settings).withFallback(rest);
    }

    private ActorSystem system(Config config) {
        Config impatient = with("jono.cassandra.startup-timeout = 30 s", config);
        ActorSystem system = ActorSystem.create("SchemaIT" + systems.size(), impatient);
        systems.add(system);
        return system;
    }
}
