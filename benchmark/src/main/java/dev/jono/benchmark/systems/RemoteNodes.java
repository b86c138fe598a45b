package dev.jono.benchmark.systems;

import dev.jono.benchmark.system.BenchmarkException;
import dev.jono.benchmark.system.FreePorts;
import dev.jono.benchmark.system.Server;
import dev.jono.benchmark.system.Site;
import dev.jono.cassandra.CommitLogSync;
import dev.jono.cassandra.EmbeddedCassandra;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;

/** Nodes in processes of their own, a Cassandra for all of them, and this process as their client. */
final class RemoteNodes extends JonoSystem {
    private final EmbeddedCassandra cassandra;
    private final Map<Integer, Server> nodes;

    private RemoteNodes(EmbeddedCassandra cassandra, Map<Integer, Server> nodes, ActorSystem<Void> client, Site site) {
        super(client, site.alarm());
        this.cassandra = cassandra;
        this.nodes = nodes;
    }

    /**
     * Starts them; returns when they can be used.
     *
     * @param options of each node's JVM
     * @param more configuration of each node
     */
    static RemoteNodes start(Site site, CommitLogSync sync, int count, List<String> options, String more)
            throws Exception {
        EmbeddedCassandra cassandra = Nodes.cassandra(sync, site.folder());
        Map<Integer, Server> nodes = new LinkedHashMap<>();
        try {
            List<Integer> ports = FreePorts.find(count);
            for (int port : ports) {
                nodes.put(
                        port, Nodes.fork(site.folder(), options, cassandra.port(), port, Nodes.joining(ports) + more));
            }
            RemoteNodes started = new RemoteNodes(cassandra, nodes, Nodes.client(cassandra.port(), ports), site);
            new ShardOwners(started.actorSystem()).awaitHosts(count);
            return started;
        } catch (Exception e) {
            nodes.values().forEach(Server::close);
            Nodes.end(cassandra);
            throw e;
        }
    }

    /** Returns the only node's process. */
    ProcessHandle node() {
        return nodes.values().iterator().next().handles().get(0);
    }

    /** Kills the node that owns a queue, as a crash would. */
    void killOwner(String queue) throws Exception {
        int port = new ShardOwners(actorSystem()).portOf(key(queue));
        Server owner = nodes.get(port);
        if (owner == null) {
            throw new BenchmarkException("Queue " + queue + " is owned by port " + port + ", where no node runs.");
        }
        ProcessHandle process = owner.handles().get(0);
        process.destroyForcibly();
        process.onExit().get(10, TimeUnit.SECONDS);
    }

    @Override
    public List<ProcessHandle> servers() {
        List<ProcessHandle> all = new ArrayList<>();
        nodes.values().forEach(node -> all.addAll(node.handles()));
        ProcessHandle.of(cassandra.pid()).ifPresent(all::add);
        return all;
    }

    @Override
    public void close() {
        super.close();
        nodes.values().forEach(Server::close);
        Nodes.end(cassandra);
    }
}
