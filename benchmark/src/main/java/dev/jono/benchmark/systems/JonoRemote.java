package dev.jono.benchmark.systems;

import dev.jono.benchmark.system.Candidate;
import dev.jono.benchmark.system.Confirm;
import dev.jono.benchmark.system.FreePorts;
import dev.jono.benchmark.system.Handler;
import dev.jono.benchmark.system.Role;
import dev.jono.benchmark.system.Sender;
import dev.jono.benchmark.system.Server;
import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.system.SystemUnderTest;
import dev.jono.cassandra.CommitLogSync;
import dev.jono.cassandra.EmbeddedCassandra;
import dev.jono.cluster.JonoNode;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Jono on a node of its own, with producer and consumers in another process: everything goes over Artery.
 *
 * @param sync when Cassandra forces its commit log to disk
 */
record JonoRemote(CommitLogSync sync) implements Candidate {
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
    public String durability() {
        return Durability.of(sync);
    }

    @Override
    public boolean syncsFirst() {
        return sync == CommitLogSync.BATCH;
    }

    @Override
    public SystemUnderTest start(Site site) throws Exception {
        Running running = new Running(Nodes.cassandra(sync, site.folder()));
        try {
            running.start(site);
            return running;
        } catch (Exception e) {
            running.close();
            throw e;
        }
    }

    /** The client in this process, and the node in another one. */
    private static final class Running implements SystemUnderTest {
        private final EmbeddedCassandra cassandra;
        private final List<Server> nodes = new ArrayList<>();
        private final List<ActorSystem<Void>> systems = new ArrayList<>();
        private final List<JonoClient> clients = new ArrayList<>();

        Running(EmbeddedCassandra cassandra) {
            this.cassandra = cassandra;
        }

        void start(Site site) throws Exception {
            int port = FreePorts.find(1).get(0);
            List<String> arguments = List.of(String.valueOf(cassandra.port()), String.valueOf(port));
            nodes.add(Server.java("node", site.folder(), NODE_OPTIONS, NodeMain.class, arguments));
            systems.add(Nodes.client(cassandra.port(), port));
            clients.add(new JonoClient(systems.get(0), site.alarm()));
        }

        @Override
        public void declare(List<String> queues) throws Exception {
            clients.get(0).declare(queues);
        }

        @Override
        public Sender sender(String queue, Confirm confirm) {
            return clients.get(0).sender(queue, confirm);
        }

        @Override
        public void consume(String queue, Handler handler) {
            clients.get(0).consume(queue, handler);
        }

        @Override
        public List<ProcessHandle> servers() {
            List<ProcessHandle> all =
                    new ArrayList<>(ProcessHandle.of(cassandra.pid()).stream().toList());
            nodes.forEach(node -> all.addAll(node.handles()));
            return all;
        }

        @Override
        public void close() {
            systems.forEach(system ->
                    JonoNode.start(system).stop().toCompletableFuture().join());
            nodes.forEach(Server::close);
            Nodes.end(cassandra);
        }
    }
}
