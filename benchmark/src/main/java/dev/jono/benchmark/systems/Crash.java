package dev.jono.benchmark.systems;

import dev.jono.api.Jono;
import dev.jono.api.JonoException;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueStatus;
import dev.jono.benchmark.system.BenchmarkException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Ends the actor that holds a queue, in the middle of its life and without a last snapshot, and tells how long its successor takes
 * from then on until it answers.
 */
final class Crash {
    /** Configuration in which the pause before the successor (200 ms by default) does not hide what else there is. */
    static final String WITHOUT_PAUSE = "jono.queue.restart-backoff.min = 10 ms\n";

    private static final long PATIENCE_SECONDS = 300;

    private final ActorSystem<Void> system;

    Crash(ActorSystem<Void> system) {
        this.system = system;
    }

    /** Returns the milliseconds from the crash of a queue's actor to the first answer of the next one. */
    double millis(QueueKey key) throws Exception {
        long epoch = status(key).epoch();
        long start = System.nanoTime();
        // The queue's gate is the sharded entity; what it holds the queue with is its child.
        String path = "/system/sharding/" + ShardOwners.TYPE_NAME + "/*/"
                + URLEncoder.encode(key.toString(), StandardCharsets.UTF_8) + "/*";
        system.classicSystem().actorSelection(path).tell(PoisonPill.getInstance(), ActorRef.noSender());
        while (status(key).epoch() <= epoch) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                throw new BenchmarkException("Queue " + key + " was not read again within " + PATIENCE_SECONDS + " s.");
            }
            Thread.sleep(2);
        }
        return (double) (System.nanoTime() - start) / 1e6;
    }

    /** Asks until there is an answer: while nobody holds the queue, it refuses. */
    private QueueStatus status(QueueKey key) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try {
                return Jono.get(system)
                        .queue(key.queue().value())
                        .status()
                        .toCompletableFuture()
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof JonoException) || System.nanoTime() > deadline) {
                    throw e;
                }
            }
            Thread.sleep(2);
        }
    }
}
