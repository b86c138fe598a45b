package dev.jono.benchmark.systems;

import dev.jono.benchmark.system.Role;
import dev.jono.benchmark.system.Site;
import dev.jono.cassandra.CommitLogSync;
import java.util.List;

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
    public String durability() {
        return OnCassandra.super.durability() + " " + JonoSystem.settings() + " The node's JVM has "
                + String.join(" ", NODE_OPTIONS) + ".";
    }

    @Override
    public JonoSystem start(Site site) throws Exception {
        return RemoteNodes.start(site, sync, 1, NODE_OPTIONS, "");
    }
}
