package dev.jono.benchmark.systems;

import dev.jono.benchmark.system.Role;
import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.work.Figures;
import dev.jono.cassandra.CommitLogSync;
import dev.jono.cassandra.EmbeddedCassandra;
import dev.jono.persistence.journal.FencedJournal;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Jono embedded in the process that produces and consumes, with a Cassandra beside it.
 *
 * @param sync when Cassandra forces its commit log to disk
 */
record JonoEmbedded(CommitLogSync sync) implements OnCassandra {
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
        return OnCassandra.super.durability() + " " + JonoSystem.settings();
    }

    @Override
    public JonoSystem start(Site site) throws Exception {
        return start(site, Nodes.ALONE);
    }

    /** Starts it with more configuration. */
    JonoSystem start(Site site, String more) throws Exception {
        EmbeddedCassandra cassandra = Cassandras.start(sync, site);
        try {
            return new Running(cassandra, Nodes.start(cassandra.port(), 0, more), site);
        } catch (Exception e) {
            Cassandras.end(cassandra);
            throw e;
        }
    }

    /** The node in this process. */
    private static final class Running extends JonoSystem {
        private final EmbeddedCassandra cassandra;
        private final ActorSystem<Void> system;

        Running(EmbeddedCassandra cassandra, ActorSystem<Void> system, Site site) {
            super(system, site.alarm());
            this.cassandra = cassandra;
            this.system = system;
        }

        @Override
        public Map<String, String> about() {
            return about(cassandra);
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
            super.close();
            Cassandras.end(cassandra);
        }
    }
}
