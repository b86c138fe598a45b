package dev.jono.benchmark.systems;

import dev.jono.benchmark.system.Candidate;
import dev.jono.benchmark.system.Confirm;
import dev.jono.benchmark.system.Handler;
import dev.jono.benchmark.system.Role;
import dev.jono.benchmark.system.Sender;
import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.system.SystemUnderTest;
import dev.jono.benchmark.work.Figures;
import dev.jono.cassandra.CommitLogSync;
import dev.jono.cassandra.EmbeddedCassandra;
import dev.jono.cluster.JonoNode;
import dev.jono.persistence.journal.FencedJournal;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Jono embedded in the process that produces and consumes, with a Cassandra beside it.
 *
 * @param sync when Cassandra forces its commit log to disk
 */
record JonoEmbedded(CommitLogSync sync) implements Candidate {
    @Override
    public String name() {
        return Durability.named("jono-embedded", sync);
    }

    @Override
    public String title() {
        return Durability.titled("Jono, embedded in the service", sync);
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
        EmbeddedCassandra cassandra = Nodes.cassandra(sync, site.folder());
        try {
            return new Running(cassandra, Nodes.single(cassandra.port(), 0), site);
        } catch (Exception e) {
            Nodes.end(cassandra);
            throw e;
        }
    }

    /** The node in this process. */
    private static final class Running implements SystemUnderTest {
        private final EmbeddedCassandra cassandra;
        private final ActorSystem<Void> system;
        private final JonoClient client;

        Running(EmbeddedCassandra cassandra, ActorSystem<Void> system, Site site) {
            this.cassandra = cassandra;
            this.system = system;
            this.client = new JonoClient(system, site.alarm());
        }

        @Override
        public void declare(List<String> queues) throws Exception {
            client.declare(queues);
        }

        @Override
        public Sender sender(String queue, Confirm confirm) {
            return client.sender(queue, confirm);
        }

        @Override
        public void consume(String queue, Handler handler) {
            client.consume(queue, handler);
        }

        @Override
        public List<ProcessHandle> servers() {
            return ProcessHandle.of(cassandra.pid()).stream().toList();
        }

        @Override
        public Map<String, Double> counters() {
            return Map.of(
                    Figures.COMMITS, (double) FencedJournal.get(system).stats().writes());
        }

        @Override
        public void close() {
            JonoNode.start(system).stop().toCompletableFuture().join();
            Nodes.end(cassandra);
        }
    }
}
