package dev.jono.benchmark.peers;

import dev.jono.benchmark.system.Candidate;
import dev.jono.benchmark.system.FreePorts;
import dev.jono.benchmark.system.Role;
import dev.jono.benchmark.system.Server;
import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.system.SystemUnderTest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ServerLocator;

/**
 * ActiveMQ Artemis: a broker in a process of its own, or in the one that produces and consumes.
 *
 * @param reach how clients reach it
 */
record Artemis(Reach reach) implements Candidate {
    /** The heap that the broker's own start script gives it. */
    private static final List<String> OPTIONS = List.of("-Xms512m", "-Xmx2g", "-XX:+UseG1GC");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** How clients reach the broker. */
    enum Reach {
        TCP,
        IN_VM
    }

    @Override
    public String name() {
        return reach == Reach.TCP ? "artemis-tcp" : "artemis-in-vm";
    }

    @Override
    public String title() {
        return reach == Reach.TCP ? "ActiveMQ Artemis, TCP" : "ActiveMQ Artemis, in the service's process";
    }

    @Override
    public Role role() {
        return Role.PEER;
    }

    @Override
    public String durability() {
        return "Durable messages in a durable queue; the journal is forced to disk before a confirm (journal-sync-transactional and"
                + " -non-transactional, the defaults), its buffer timeout set by the disk's speed as 'artemis create' does."
                + " Asynchronous sends with send acknowledgements; each message acked by itself, acks not waited for.";
    }

    @Override
    public boolean syncsFirst() {
        return true;
    }

    @Override
    public SystemUnderTest start(Site site) throws Exception {
        return reach == Reach.TCP ? overTcp(site) : inVm(site);
    }

    private static SystemUnderTest overTcp(Site site) throws Exception {
        String url = freeUrl();
        Server server = server(site, url);
        try {
            return new ArtemisRunning(url, server.handles(), server::close, site.alarm());
        } catch (Exception e) {
            server.close();
            throw e;
        }
    }

    /** Returns an address that a broker can listen on. */
    static String freeUrl() throws IOException {
        return "tcp://" + FreePorts.HOST + ":" + FreePorts.find(1).get(0);
    }

    /** Starts a broker in a process of its own; returns when it answers. */
    static Server server(Site site, String url) throws IOException, InterruptedException {
        Server server = Server.java(
                "artemis",
                site.folder(),
                OPTIONS,
                ArtemisMain.class,
                List.of(site.folder().resolve("data").toString(), url));
        try {
            server.awaitReady(PATIENCE, () -> connect(url));
            return server;
        } catch (InterruptedException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static SystemUnderTest inVm(Site site) throws Exception {
        String url = "vm://0";
        ArtemisBroker broker = ArtemisBroker.start(site.folder().resolve("data"), url);
        try {
            return new ArtemisRunning(url, List.of(), broker::close, site.alarm());
        } catch (Exception e) {
            broker.close();
            throw e;
        }
    }

    private static void connect(String url) throws Exception {
        try (ServerLocator locator = ActiveMQClient.createServerLocator(url)) {
            locator.createSessionFactory().close();
        }
    }
}
