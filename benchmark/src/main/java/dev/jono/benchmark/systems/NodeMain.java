package dev.jono.benchmark.systems;

import dev.jono.benchmark.system.ParentWatch;

/** A node in a process of its own; takes Cassandra's port, its own, and more configuration. */
final class NodeMain {
    private NodeMain() {}

    public static void main(String[] arguments) throws Exception {
        ParentWatch.start();
        Nodes.start(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), arguments[2]);
    }
}
