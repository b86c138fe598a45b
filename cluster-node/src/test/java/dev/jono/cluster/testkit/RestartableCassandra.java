package dev.jono.cluster.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.cassandra.CommitLogSync;
import dev.jono.cassandra.EmbeddedCassandra;
import java.nio.file.Path;

/** A Cassandra of a test's own that can be killed, and started again on its data and its port. */
public final class RestartableCassandra implements AutoCloseable {
    private final EmbeddedCassandra.Builder builder;
    private EmbeddedCassandra running;

    private RestartableCassandra(EmbeddedCassandra.Builder builder) {
        this.builder = builder;
        this.running = builder.start();
        builder.port(running.port());
    }

    /** Starts one with its data in a folder. */
    public static RestartableCassandra start(Path data) {
        // Killed at once after a confirm, a Cassandra that syncs periodically may forget the last moment before.
        return new RestartableCassandra(
                EmbeddedCassandra.builder().dataFolder(data).commitLogSync(CommitLogSync.BATCH));
    }

    /** Returns the process that runs now, or ran last. */
    public EmbeddedCassandra running() {
        return running;
    }

    /** Ends it as a crash would. */
    public void kill() {
        running.kill();
    }

    /** Starts it again after a {@link #kill}; returns when it answers. */
    public void startAgain() {
        int port = running.port();
        running = builder.start();
        assertThat(running.port()).isEqualTo(port);
    }

    @Override
    public void close() {
        running.close();
    }
}
