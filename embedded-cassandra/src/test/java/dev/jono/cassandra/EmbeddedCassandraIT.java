package dev.jono.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts, stops and kills real ones. */
class EmbeddedCassandraIT {
    @Test
    void startsAnswersAndLeavesNothingBehind() throws IOException {
        EmbeddedCassandra cassandra = EmbeddedCassandra.start();
        try (cassandra;
                Cql cql = Cql.connect(cassandra)) {
            assertThat(cql.run("SELECT release_version FROM system.local")).containsExactly("5.0.9");
            assertThat(cql.run("SELECT data_center FROM system.local")).containsExactly(EmbeddedCassandra.DATACENTER);
        }
        assertThat(cassandra.isRunning()).isFalse();
        assertThat(cassandra.dataFolder()).doesNotExist();
    }

    @Test
    void keepsItsDataThroughAStopAndThroughAKill(@TempDir Path temporary) throws IOException {
        EmbeddedCassandra.Builder builder = EmbeddedCassandra.builder()
                .dataFolder(temporary.resolve("it's here"))
                .commitLogSync(CommitLogSync.BATCH);
        try (EmbeddedCassandra first = builder.start();
                Cql cql = Cql.connect(first)) {
            cql.run("CREATE KEYSPACE k WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
            cql.run("CREATE TABLE k.t (id int PRIMARY KEY, v text)");
            cql.run("INSERT INTO k.t (id, v) VALUES (1, 'before the stop')");
        }
        try (EmbeddedCassandra second = builder.start();
                Cql cql = Cql.connect(second)) {
            assertThat(cql.run("SELECT v FROM k.t WHERE id = 1")).containsExactly("before the stop");
            cql.run("INSERT INTO k.t (id, v) VALUES (2, 'before the kill')");
            second.kill();
            assertThat(second.isRunning()).isFalse();
        }
        try (EmbeddedCassandra third = builder.start();
                Cql cql = Cql.connect(third)) {
            assertThat(cql.run("SELECT v FROM k.t WHERE id = 2")).containsExactly("before the kill");
        }
    }
}
