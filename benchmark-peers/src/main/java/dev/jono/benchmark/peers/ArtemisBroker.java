package dev.jono.benchmark.peers;

import dev.jono.benchmark.system.BenchmarkException;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ActiveMQServers;

/** An Artemis broker as {@code artemis create} sets it up, but without logins. */
final class ArtemisBroker {
    private final ActiveMQServer server;

    private ArtemisBroker(ActiveMQServer server) {
        this.server = server;
    }

    /** Starts one that listens where its configuration says. */
    static ArtemisBroker start(Configuration configuration) throws Exception {
        configuration.setSecurityEnabled(false).setJMXManagementEnabled(false);
        ActiveMQServer server = ActiveMQServers.newActiveMQServer(configuration);
        server.start();
        return new ArtemisBroker(server);
    }

    void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new BenchmarkException("The Artemis broker does not stop: " + e.getMessage(), e);
        }
    }
}
