package dev.jono.api.actor;

import dev.jono.api.ConsumerSettings;
import dev.jono.api.DeliveryHandler;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.awaitility.Awaitility;

/** A consumer of a queue of its own. */
final class ConsumerScene {
    final FakeQueue queue;
    final ActorRef<Consumer.Command> consumer;
    private final ActorTestKit kit;

    ConsumerScene(ActorTestKit kit, ConsumerSettings settings, DeliveryHandler handler) {
        this(kit, new FakeQueue(), settings, handler);
    }

    ConsumerScene(ActorTestKit kit, FakeQueue queue, ConsumerSettings settings, DeliveryHandler handler) {
        this.kit = kit;
        this.queue = queue;
        this.consumer = kit.spawn(Consumer.create(queue, FakeQueue.NAME, settings, handler));
    }

    /** Starts settings of a consumer that refreshes often. */
    static ConsumerSettings.Builder settings() {
        return ConsumerSettings.builder().refreshInterval(Duration.ofMillis(50));
    }

    static CompletionStage<Void> done() {
        return CompletableFuture.completedFuture(null);
    }

    void put(int count) {
        IntStream.range(0, count).forEach(i -> queue.put("m" + i));
    }

    TestProbe<Done> stop() {
        TestProbe<Done> stopped = kit.createTestProbe();
        consumer.tell(new Consumer.Stop(stopped.getRef()));
        return stopped;
    }

    void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Stages.PATIENCE).until(condition);
    }
}
