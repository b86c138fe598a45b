package dev.jono.benchmark.systems;

import dev.jono.benchmark.probe.Probe;
import dev.jono.benchmark.probe.Probes;
import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.work.Conditions;
import dev.jono.benchmark.work.Failover;
import dev.jono.cassandra.CommitLogSync;
import java.util.List;
import java.util.Map;

/** Two nodes and a client, with one Cassandra; the node that owns the queue is killed. */
record FailoverProbe() implements Probe {
    private static final int NODES = 2;
    private static final List<String> NODE_OPTIONS = List.of("-Xms512m", "-Xmx1g");

    @Override
    public String work() {
        return Probes.FAILOVER;
    }

    @Override
    public String system() {
        return "jono-remote";
    }

    @Override
    public String title() {
        return "Jono, two nodes, clients in a third process; split brain resolver and failure detector as configured by default";
    }

    @Override
    public boolean repeats() {
        return true;
    }

    @Override
    public Map<String, Double> run(Site site, Conditions conditions) throws Exception {
        try (RemoteNodes nodes = RemoteNodes.start(site, CommitLogSync.PERIODIC, NODES, NODE_OPTIONS, "")) {
            return Failover.measure(nodes, nodes::killOwner, conditions);
        }
    }
}
