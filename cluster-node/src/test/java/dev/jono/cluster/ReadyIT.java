package dev.jono.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.cluster.testkit.TestNodes;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;

/** A node that starts before anybody hosts the catalogue. */
class ReadyIT {
    private static final Duration LONG = Duration.ofMinutes(2);

    @Test
    void waitsForTheCatalogueForAsLongAsAStartMayTake() {
        try (TestNodes nodes = new TestNodes("ready_it")) {
            JonoNode early = nodes.startWithoutWaiting(
                    "jono.node.hosts-queues = off",
                    "jono.catalogue.timeout = 1 s",
                    "jono.catalogue.attempt-timeout = 500 ms");
            CompletionStage<Done> ready = early.ready();
            assertThat(early.queues().queues())
                    .as("a question to the catalogue that was asked later is given up")
                    .failsWithin(LONG);
            assertThat(ready.toCompletableFuture()).isNotDone();

            nodes.start();
            assertThat(ready).succeedsWithin(LONG);
        }
    }

    @Test
    void givesUpAfterTheStartTimeout() {
        try (TestNodes nodes = new TestNodes("ready_it")) {
            JonoNode alone = nodes.startWithoutWaiting("jono.node.hosts-queues = off", "jono.node.start-timeout = 3 s");
            assertThat(alone.ready())
                    .failsWithin(LONG)
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("jono.node.start-timeout = 3000 ms")
                    .withMessageContaining("catalogue");
        }
    }
}
