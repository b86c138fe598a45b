package dev.jono.api.actor;

import static dev.jono.api.actor.ConsumerScene.done;
import static dev.jono.api.actor.ConsumerScene.settings;
import static dev.jono.api.actor.Stages.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.Delivery;
import dev.jono.api.DeliveryHandler;
import dev.jono.api.protocol.QueueCommand.Ack;
import dev.jono.api.protocol.QueueCommand.Nack;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** How a consumer has deliveries handled. */
@TestInstance(Lifecycle.PER_CLASS)
class HandlingTest {
    private final ActorTestKit kit = ActorTestKit.create("handling");

    @AfterAll
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void a_handler_that_ends_well_acks() {
        ConsumerScene scene = new ConsumerScene(kit, settings().build(), DeliveryHandler.blocking(delivery -> {}));
        scene.put(100);
        scene.await(() -> scene.queue.settled(outcome -> outcome instanceof Ack).size() == 100);
    }

    @Test
    void a_handler_sees_the_message_and_its_info() {
        Queue<Delivery> seen = new ConcurrentLinkedQueue<>();
        ConsumerScene scene = new ConsumerScene(kit, settings().build(), DeliveryHandler.blocking(seen::add));
        scene.queue.put("hello");
        scene.await(() -> seen.size() == 1);
        Delivery delivery = seen.element();
        assertThat(delivery.message().text()).isEqualTo("hello");
        assertThat(delivery.info().id()).isEqualTo(scene.queue.key.messageId(0));
        assertThat(delivery.info().attempt()).isEqualTo(1);
        assertThat(delivery.info().lease()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void a_handler_that_throws_nacks_with_the_error_and_the_message_comes_again() {
        AtomicInteger calls = new AtomicInteger();
        ConsumerScene scene = new ConsumerScene(kit, settings().build(), delivery -> {
            if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("x".repeat(5_000));
            }
            return done();
        });
        scene.queue.put("a");
        scene.await(() -> scene.queue.settled().size() == 2);
        Nack nack = (Nack) scene.queue.settled().get(0).outcome();
        assertThat(nack.delay()).isNull();
        assertThat(nack.error())
                .startsWith("java.lang.IllegalStateException: xxx")
                .hasSize(1024);
        assertThat(scene.queue.settled().get(1).outcome()).isEqualTo(Ack.INSTANCE);
    }

    @Test
    void a_stage_that_fails_nacks_with_its_cause() {
        ConsumerScene scene = new ConsumerScene(
                kit,
                settings().build(),
                delivery -> delivery.info().attempt() == 1
                        ? CompletableFuture.supplyAsync(() -> {
                            throw new IllegalArgumentException("no such order");
                        })
                        : done());
        scene.queue.put("a");
        scene.await(() -> scene.queue.settled().size() == 2);
        assertThat(((Nack) scene.queue.settled().get(0).outcome()).error())
                .isEqualTo("java.lang.IllegalArgumentException: no such order");
    }

    @Test
    void concurrency_is_bounded_for_blocking_and_for_open_handlers() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Queue<CompletableFuture<Void>> open = new ConcurrentLinkedQueue<>();
        ConsumerScene scene = new ConsumerScene(kit, settings().concurrency(3).build(), delivery -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            CompletableFuture<Void> stage = new CompletableFuture<>();
            open.add(stage);
            return stage;
        });
        scene.put(50);
        for (int done = 0; done < 50; done++) {
            scene.await(() -> !open.isEmpty());
            running.decrementAndGet();
            open.remove().complete(null);
        }
        scene.await(() -> scene.queue.settled().size() == 50);
        assertThat(most.get()).isEqualTo(3);
    }

    @Test
    void blocking_handlers_run_beside_each_other() {
        CountDownLatch together = new CountDownLatch(4);
        ConsumerScene scene =
                new ConsumerScene(kit, settings().concurrency(4).build(), DeliveryHandler.blocking(delivery -> {
                    together.countDown();
                    if (!together.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                        throw new IllegalStateException("The others do not run.");
                    }
                }));
        scene.put(4);
        scene.await(() -> scene.queue.settled(outcome -> outcome instanceof Ack).size() == 4);
    }

    @Test
    void with_a_concurrency_of_one_the_order_holds() {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        ConsumerScene scene = new ConsumerScene(
                kit,
                settings().concurrency(1).build(),
                DeliveryHandler.blocking(delivery -> seen.add(delivery.message().text())));
        scene.put(500);
        scene.await(() -> scene.queue.settled().size() == 500);
        assertThat(seen)
                .containsExactlyElementsOf(
                        IntStream.range(0, 500).mapToObj(i -> "m" + i).toList());
    }

    @Test
    void an_actor_gets_deliveries_and_settles_them() {
        FakeQueue queue = new FakeQueue();
        TestProbe<Delivery> target = kit.createTestProbe();
        kit.spawn(
                Consumer.create(queue, FakeQueue.NAME, settings().concurrency(2).build(), target.getRef()));
        for (int i = 0; i < 5; i++) {
            queue.put("m" + i);
        }
        List<Delivery> first = target.receiveSeveralMessages(2, PATIENCE);
        target.expectNoMessage(Duration.ofMillis(100));
        var unused = first.get(0).ack();
        Delivery third = target.receiveMessage(PATIENCE);
        assertThat(third.message().text()).isEqualTo("m2");
        Awaitility.await().atMost(PATIENCE).until(() -> queue.settled().size() == 1);
    }

    @Test
    void whatever_a_handler_does_wrong_is_nacked_and_its_place_is_free_again() {
        ConsumerScene scene = new ConsumerScene(kit, settings().concurrency(1).build(), delivery -> {
            if (delivery.info().attempt() > 1) {
                return done();
            }
            return switch (delivery.message().text()) {
                case "m0" -> noStage();
                case "m1" -> throw new StackOverflowError();
                case "m2" -> throw new Speechless();
                default -> CompletableFuture.failedFuture(new InterruptedException());
            };
        });
        scene.put(4);
        scene.await(() -> scene.queue.settled(outcome -> outcome instanceof Ack).size() == 4);
        assertThat(scene.queue.settled(outcome -> outcome instanceof Nack))
                .extracting(one -> ((Nack) one.outcome()).error())
                .containsExactly(
                        "java.lang.NullPointerException: The handler returned null instead of a stage.",
                        "java.lang.StackOverflowError",
                        Speechless.class.getName(),
                        "java.lang.InterruptedException");
    }

    @SuppressWarnings("NullAway") // what users do whose build does not check
    private static CompletionStage<Void> noStage() {
        return null;
    }

    /** An exception whose message cannot be had, as of some that format what they do not have. */
    private static final class Speechless extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("No words.");
        }
    }
}
