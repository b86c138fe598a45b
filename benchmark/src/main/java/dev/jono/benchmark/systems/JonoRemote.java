package dev.jono.benchmark.systems;

import dev.jono.benchmark.system.FreePorts;
import dev.jono.benchmark.system.Role;
import dev.jono.benchmark.system.Server;
import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.system.SystemUnderTest;
import dev.jono.cassandra.CommitLogSync;
import dev.jono.cassandra.EmbeddedCassandra;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Jono on a node of its own, with producer and consumers in another process: everything goes over Artery.
 *
 * @param sync when Cassandra forces its commit log to disk
 */
record JonoRemote(CommitLogSync sync) implements OnCassandra {
    private static final List<String> NODE_OPTIONS = List.of("-Xms1g", "-Xmx2g");

    @Override
    public String name() {
        return Durability.named("jono-remote", sync);
    }

    @Override
    public String title() {
        return Durability.titled("Jono, clients in another process", sync);
    }

    @Override
    public Role role() {
        return Role.JONO;
    }

    @Override
    public SystemUnderTest start(Site site) throws Exception {
        EmbeddedCassandra cassandra = Nodes.cassandra(sync, site.folder());
        try {
            return withNode(cassandra, site);
        } catch (Exception e) {
            Nodes.end(cassandra);
            throw e;
        }
    }

    private static SystemUnderTest withNode(EmbeddedCassandra cassandra, Site site) throws Exception {
        int port = FreePorts.find(1).get(0);
        List<String> arguments = List.of(String.valueOf(cassandra.port()), String.valueOf(port));
        Server node = Server.java("node", site.folder(), NODE_OPTIONS, NodeMain.class, arguments);
        try {
            return new Running(cassandra, node, Nodes.client(cassandra.port(), port), site);
        } catch (Exception e) {
            node.close();
            throw e;
        }
    }

    /** The client in this process, and the node in another one. */
    private static final class Running extends JonoSystem {
        private final EmbeddedCassandra cassandra;
        private final Server node;

        Running(EmbeddedCassandra cassandra, Server node, ActorSystem<Void> system, Site site) {
            super(system, site.alarm());
            this.cassandra = cassandra;
            this.node = node;
        }

        @Override
        public List<ProcessHandle> servers() {
            List<ProcessHandle> all = new ArrayList<>(node.handles());
            ProcessHandle.of(cassandra.pid()).ifPresent(all::add);
            return all;
        }

        @Override
        public void close() {
            super.close();
            node.close();
            Nodes.end(cassandra);
        }
    }
}
