package dev.jono.persistence.journal;

import dev.jono.persistence.cassandra.CassandraSession;
import dev.jono.persistence.journal.ModelOwner.Step.Snapshot;
import dev.jono.persistence.journal.ModelOwner.Step.Truncate;
import dev.jono.persistence.journal.ModelOwner.Step.TwoWrites;
import dev.jono.persistence.journal.ModelOwner.Step.Write;
import dev.jono.persistence.journal.ModelRun.Bounds;
import dev.jono.persistence.testkit.SharedCassandra;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The runs of the model test on a real Cassandra: a random sample of them. */
class FencedLogModelIT {
    private static final int RUNS = 40;
    private static final Bounds BOUNDS = new Bounds(6, 2);
    private static final Executor DIRECT = Runnable::run;
    private static ActorSystem system;

    @BeforeAll
    static void start() {
        system = ActorSystem.create("FencedLogModelIT", SharedCassandra.config(FencedLogModelIT.class));
        CassandraSession.get(system).awaitStarted();
    }

    @AfterAll
    static void stop() {
        TestKit.shutdownActorSystem(system);
    }

    @Test
    void threeOwners() {
        sample(run -> run.with(new Write(1), new Write(2), new Write(1))
                .with(new Write(1), new Write(2))
                .with(new Write(2)));
    }

    @Test
    void twoWritesInOneRequest() {
        sample(run -> run.startingAfter(Segments.ROWS - 2)
                .with(new Write(1), new TwoWrites(2, 1))
                .with(new TwoWrites(1, 2), new Write(1)));
    }

    @Test
    void snapshotsAndTruncation() {
        sample(run -> run.with(new Write(1), new Snapshot(), new Write(2), new Snapshot(), new Truncate(), new Write(1))
                .with(new Write(1), new Snapshot(), new Truncate(), new Write(1)));
    }

    @Test
    void writesThatHangOverTheirSegment() {
        sample(run -> run.startingAfter(Segments.ROWS - 2)
                .with(new Write(1), new Write(3), new Write(1))
                .with(new Write(3), new Write(1)));
    }

    private static void sample(Function<ModelRun, ModelRun> scenario) {
        CassandraSession cassandra = CassandraSession.get(system);
        RowStore rows = new CassandraRowStore(cassandra, DIRECT, 2);
        ChunkStore chunks = new CassandraChunkStore(cassandra, DIRECT);
        Random seeds = new Random();
        for (int run = 0; run < RUNS; run++) {
            long seed = seeds.nextLong();
            try {
                CassandraTables tables = new CassandraTables(rows, chunks, "run " + seed);
                scenario.apply(new ModelRun(Choices.random(seed), tables, BOUNDS, true))
                        .run();
            } catch (AssertionError failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
    }
}
