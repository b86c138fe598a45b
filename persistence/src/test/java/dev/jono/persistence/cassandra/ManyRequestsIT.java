package dev.jono.persistence.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import dev.jono.persistence.testkit.SharedCassandra;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Thousands of queues that all ask at one moment, over one connection. */
class ManyRequestsIT {
    /** The driver's own limit is 1,024 under way on a connection; more fail at once. */
    private static final int REQUESTS = 8_000;

    private static ActorSystem system;

    @BeforeAll
    static void start() {
        system = ActorSystem.create("ManyRequestsIT", SharedCassandra.config(ManyRequestsIT.class));
        CassandraSession.get(system).awaitStarted();
    }

    @AfterAll
    static void stop() {
        TestKit.shutdownActorSystem(system);
    }

    @Test
    void noneIsRefusedForWantOfAConnection() throws Exception {
        CassandraSession cassandra = CassandraSession.get(system);
        CqlSession session = cassandra.session().toCompletableFuture().get(60, TimeUnit.SECONDS);
        PreparedStatement read = session.prepare(
                "SELECT epoch FROM " + cassandra.keyspace() + ".journal_owners WHERE persistence_id = ?");
        List<CompletableFuture<?>> asked = IntStream.range(0, REQUESTS)
                .<CompletableFuture<?>>mapToObj(number ->
                        session.executeAsync(read.bind("queue " + number)).toCompletableFuture())
                .toList();
        CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .exceptionally(failure -> null)
                .get(60, TimeUnit.SECONDS);
        assertThat(asked.stream().filter(CompletableFuture::isCompletedExceptionally))
                .isEmpty();
    }
}
