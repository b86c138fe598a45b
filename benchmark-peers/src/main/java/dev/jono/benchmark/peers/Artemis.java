package dev.jono.benchmark.peers;

import dev.jono.benchmark.system.Candidate;
import dev.jono.benchmark.system.FreePorts;
import dev.jono.benchmark.system.Role;
import dev.jono.benchmark.system.Server;
import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.system.SystemUnderTest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ServerLocator;

/**
 * ActiveMQ Artemis: a broker in a process of its own, or in the one that produces and consumes.
 *
 * @param reach how clients reach it
 */
record Artemis(Reach reach) implements Candidate {
    /** Those that {@code artemis create} writes for the broker. */
    private static final List<String> OPTIONS = List.of(
            "-Xms512m",
            "-Xmx2g",
            "-XX:+UseG1GC",
            "-XX:+UseStringDeduplication",
            "-XX:AutoBoxCacheMax=20000",
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");

    private static final String IN_VM_URL = "vm://0";

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
                + " -non-transactional, the defaults). The broker's configuration is what 'artemis create' writes on this machine,"
                + " with the journal's type and buffer timeout that it chooses, less the logins. Asynchronous sends with send acknowledgements; each message acked by itself, acks not waited for.";
    }

    @Override
    public boolean syncsFirst() {
        return true;
    }

    /** For the broker in this JVM, and for whoever reads a configuration: without the library it is read as another one. */
    @Override
    public List<String> jvmOptions(Path folder) {
        return ArtemisInstance.findingLibrary(folder);
    }

    @Override
    public SystemUnderTest start(Site site) throws Exception {
        return reach == Reach.TCP ? overTcp(site) : inVm(site);
    }

    private static SystemUnderTest overTcp(Site site) throws Exception {
        int port = FreePorts.find(1).get(0);
        ArtemisInstance instance = ArtemisInstance.create(site, FreePorts.HOST, port);
        Server server = server(site, instance, port);
        try {
            return new ArtemisRunning(url(port), server.handles(), server::close, instance.about(), site.alarm());
        } catch (Exception e) {
            server.close();
            throw e;
        }
    }

    /** Returns what a client connects to. */
    static String url(int port) {
        return "tcp://" + FreePorts.HOST + ":" + port;
    }

    /** Starts a broker in a process of its own; returns when it answers. */
    static Server server(Site site, ArtemisInstance instance, int port) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(OPTIONS);
        options.addAll(ArtemisInstance.findingLibrary(site.folder()));
        Server server = Server.java(
                "artemis",
                site.folder(),
                options,
                ArtemisMain.class,
                List.of(instance.brokerXml().toString()));
        try {
            server.awaitReady(PATIENCE, () -> connect(url(port)));
            return server;
        } catch (InterruptedException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static SystemUnderTest inVm(Site site) throws Exception {
        ArtemisInstance instance =
                ArtemisInstance.create(site, FreePorts.HOST, FreePorts.find(1).get(0));
        ArtemisBroker broker = ArtemisBroker.start(
                instance.configuration().clearAcceptorConfigurations().addAcceptorConfiguration("in-vm", IN_VM_URL));
        try {
            return new ArtemisRunning(IN_VM_URL, List.of(), broker::close, instance.about(), site.alarm());
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
