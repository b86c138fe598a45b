package dev.jono.api.actor;

import static dev.jono.api.actor.ConsumerScene.done;
import static dev.jono.api.actor.ConsumerScene.settings;
import static dev.jono.api.actor.Stages.PATIENCE;
import static dev.jono.api.actor.Stages.reasonOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.Delivery;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.actor.FakeQueue.Fate;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueCommand.Ack;
import dev.jono.api.protocol.QueueCommand.GiveBack;
import dev.jono.api.protocol.QueueCommand.HeldDelivery;
import dev.jono.api.protocol.QueueCommand.Settlement;
import dev.jono.api.protocol.QueueReply;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** How a consumer ends. */
@TestInstance(Lifecycle.PER_CLASS)
class ConsumerStopTest {
    private final ActorTestKit kit = ActorTestKit.create("stop");

    @AfterAll
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void when_the_target_stops_so_does_the_consumer_and_gives_back() {
        FakeQueue queue = new FakeQueue();
        TestProbe<Delivery> target = kit.createTestProbe();
        ActorRef<Consumer.Command> consumer = kit.spawn(Consumer.create(
                queue,
                FakeQueue.NAME,
                settings().stopTimeout(Duration.ofMillis(100)).build(),
                target.getRef()));
        queue.put("a");
        target.receiveMessage(PATIENCE);
        target.stop();
        kit.createTestProbe().expectTerminated(consumer, PATIENCE);
        assertThat(queue.settled()).extracting(Settlement::outcome).containsExactly(GiveBack.INSTANCE);
        assertThat(queue.consumers()).isZero();
    }

    @Test
    void a_stop_gives_back_the_buffer_finishes_what_runs_and_leaves() {
        CompletableFuture<Void> open = new CompletableFuture<>();
        ConsumerScene scene = new ConsumerScene(kit, settings().concurrency(2).build(), delivery -> open);
        scene.put(10);
        scene.await(() -> scene.queue.leased() == 10);
        scene.await(() -> scene.queue.lastRefresh().held().stream()
                        .filter(HeldDelivery::started)
                        .count()
                == 2);
        TestProbe<Done> stopped = scene.stop();
        scene.await(() ->
                scene.queue.settled(outcome -> outcome instanceof GiveBack).size() == 8);
        stopped.expectNoMessage(Duration.ofMillis(50));
        assertThat(scene.queue.lastRefresh().capacity()).isZero();
        open.complete(null);
        stopped.expectMessage(PATIENCE, Done.getInstance());
        assertThat(scene.queue.settled(outcome -> outcome instanceof Ack)).hasSize(2);
        assertThat(scene.queue.leased()).isZero();
        assertThat(scene.queue.consumers()).isZero();
    }

    @Test
    void a_stop_gives_back_what_does_not_finish_in_time() throws Exception {
        Queue<Delivery> seen = new ConcurrentLinkedQueue<>();
        ConsumerScene scene = new ConsumerScene(
                kit, settings().stopTimeout(Duration.ofMillis(100)).build(), delivery -> {
                    seen.add(delivery);
                    return new CompletableFuture<Void>();
                });
        scene.put(1);
        scene.await(() -> seen.size() == 1);
        scene.stop().expectMessage(PATIENCE, Done.getInstance());
        assertThat(scene.queue.settled()).extracting(Settlement::outcome).containsExactly(GiveBack.INSTANCE);
        assertThat(reasonOf(seen.element().ack())).isEqualTo(Reason.STOPPED);
    }

    @Test
    void a_stop_ends_even_when_the_queue_is_silent() throws Exception {
        Queue<CompletionStage<Void>> acks = new ConcurrentLinkedQueue<>();
        ConsumerScene scene = new ConsumerScene(kit, settings().build(), delivery -> {
            acks.add(delivery.ack());
            return done();
        });
        scene.await(() -> scene.queue.consumers() == 1);
        scene.queue.fate(command -> command instanceof QueueCommand.Refresh ? Fate.TAKEN : Fate.LOST);
        scene.put(1);
        scene.await(() -> acks.size() == 1);
        scene.stop().expectMessage(PATIENCE, Done.getInstance());
        assertThat(reasonOf(acks.element())).isEqualTo(Reason.UNKNOWN);
    }

    @Test
    void whatever_is_asked_of_a_delivery_after_the_stop_is_answered() throws Exception {
        Queue<Delivery> seen = new ConcurrentLinkedQueue<>();
        ConsumerScene scene = new ConsumerScene(
                kit, settings().stopTimeout(Duration.ofMillis(100)).build(), delivery -> {
                    seen.add(delivery);
                    return new CompletableFuture<Void>();
                });
        scene.put(1);
        scene.await(() -> seen.size() == 1);
        scene.queue.refuse(command -> new QueueReply.Failed(Reason.UNKNOWN_QUEUE, "Deleted."));
        scene.await(() -> scene.queue.lastRefresh().held().isEmpty()); // it has forgotten the delivery
        scene.stop().expectMessage(PATIENCE, Done.getInstance());
        assertThat(reasonOf(seen.element().extend(Duration.ofMinutes(1)))).isEqualTo(Reason.STOPPED);
        assertThat(reasonOf(seen.element().ack())).isEqualTo(Reason.UNKNOWN);
        assertThat(reasonOf(seen.element().ack())).isEqualTo(Reason.INVALID);
    }
}
