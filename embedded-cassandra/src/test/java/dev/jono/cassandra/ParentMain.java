package dev.jono.cassandra;

import java.nio.file.Path;

/** A process that starts a Cassandra, says so, and waits to be killed. */
final class ParentMain {
    private ParentMain() {}

    /** Takes the data folder; none for a temporary one. Prints the id of Cassandra's process and its data folder. */
    public static void main(String[] arguments) throws InterruptedException {
        EmbeddedCassandra.Builder builder = EmbeddedCassandra.builder();
        if (arguments.length > 0) {
            builder.dataFolder(Path.of(arguments[0]));
        }
        EmbeddedCassandra cassandra = builder.start();
        System.out.println(cassandra.pid() + " " + cassandra.dataFolder());
        Thread.currentThread().join();
    }
}
