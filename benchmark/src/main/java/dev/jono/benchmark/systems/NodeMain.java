package dev.jono.benchmark.systems;

import dev.jono.benchmark.system.ParentWatch;

/** A node in a process of its own; takes Cassandra's port and its own. */
final class NodeMain {
    private NodeMain() {}

    public static void main(String[] arguments) throws Exception {
        ParentWatch.start();
        Nodes.single(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
    }
}
