package dev.jono.persistence.cassandra;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.ServerSocket;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.Test;

/** A start without a usable Cassandra. */
class CassandraSessionTest {
    @Test
    void saysThatCassandraIsNotThere() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        assertStartFails(
                "jono.cassandra.contact-points = [\"127.0.0.1:" + port + "\"]",
                "no usable Cassandra at 127.0.0.1",
                "check jono.cassandra.contact-points");
    }

    @Test
    void refusesUnsafeSettingsBeforeItConnects() {
        assertStartFails("jono.cassandra.consistency = ONE", "unsafe settings", "set LOCAL_QUORUM or QUORUM");
    }

    private static void assertStartFails(String settings, String... saying) {
        Config config = ConfigFactory.parseString(
                        settings + "\njono.cassandra.startup-timeout = 2 s\njono.cassandra.connect-backoff = 100 ms"
                                + "\npekko.loglevel = OFF\npekko.stdout-loglevel = OFF")
                .withFallback(ConfigFactory.load());
        ActorSystem system = ActorSystem.create("CassandraSessionTest", config);
        try {
            assertThatThrownBy(() -> CassandraSession.get(system).awaitStarted())
                    .isInstanceOf(CassandraException.class)
                    .hasMessageContainingAll(saying);
        } finally {
            TestKit.shutdownActorSystem(system);
        }
    }
}
