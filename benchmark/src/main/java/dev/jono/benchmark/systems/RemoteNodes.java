package dev.jono.benchmark.systems;

import dev.jono.benchmark.system.FreePorts;
import dev.jono.benchmark.system.Server;
import dev.jono.benchmark.system.Site;
import dev.jono.cassandra.CommitLogSync;
import dev.jono.cassandra.EmbeddedCassandra;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;

/** Nodes in processes of their own, a Cassandra for all of them, and this process as their client. */
final class RemoteNodes extends JonoSystem {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long DEATH_SECONDS = 10;

    private final EmbeddedCassandra cassandra;
    private final List<Server> nodes;
    private final ShardOwners owners;

    private RemoteNodes(
            EmbeddedCassandra cassandra, List<Server> nodes, ShardOwners owners, ActorSystem<Void> client, Site site) {
        super(client, site.alarm());
        this.cassandra = cassandra;
        this.nodes = nodes;
        this.owners = owners;
    }

    /**
     * Starts them; returns when they can be used.
     *
     * @param options of each node's JVM
     * @param more configuration of each node
     */
    static RemoteNodes start(Site site, CommitLogSync sync, int count, List<String> options, String more)
            throws Exception {
        EmbeddedCassandra cassandra = Cassandras.start(sync, site);
        List<Server> nodes = new ArrayList<>();
        try {
            List<Integer> ports = FreePorts.find(2 * count);
            List<Integer> seeds = ports.subList(0, count);
            List<Integer> management = ports.subList(count, 2 * count);
            for (int i = 0; i < count; i++) {
                String config = Nodes.joining(seeds) + Nodes.managedAt(management.get(i)) + more;
                nodes.add(Nodes.fork(site.folder(), options, cassandra.port(), seeds.get(i), config));
            }
            for (int i = 0; i < count; i++) {
                InetSocketAddress port = new InetSocketAddress(InetAddress.getLoopbackAddress(), management.get(i));
                nodes.get(i).awaitReady(PATIENCE, () -> connect(port));
            }
            ActorSystem<Void> client = Nodes.client(cassandra.port(), seeds);
            return new RemoteNodes(cassandra, nodes, new ShardOwners(management), client, site);
        } catch (Exception e) {
            nodes.forEach(Server::close);
            Cassandras.end(cassandra);
            throw e;
        }
    }

    /** Returns the first node's process. */
    ProcessHandle node() {
        return nodes.get(0).handles().get(0);
    }

    /** Kills the node that owns a queue, as a crash would. */
    void killOwner(String queue) throws Exception {
        ProcessHandle process = nodes.get(owners.ownerOf(key(queue))).handles().get(0);
        process.destroyForcibly();
        process.onExit().get(DEATH_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public Map<String, String> about() {
        return about(cassandra);
    }

    @Override
    public List<ProcessHandle> servers() {
        List<ProcessHandle> all = new ArrayList<>();
        nodes.forEach(node -> all.addAll(node.handles()));
        ProcessHandle.of(cassandra.pid()).ifPresent(all::add);
        return all;
    }

    @Override
    public void close() {
        super.close();
        nodes.forEach(Server::close);
        Cassandras.end(cassandra);
    }

    private static void connect(InetSocketAddress port) throws Exception {
        try (Socket socket = new Socket()) {
            socket.connect(port);
        }
    }
}
