package dev.jono.api.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.ConsumerSettings;
import dev.jono.api.Delivery;
import dev.jono.api.DeliveryHandler;
import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.LeaseToken;
import dev.jono.api.Message;
import dev.jono.api.QueueSettings;
import dev.jono.api.actor.FakeQueue.Fate;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueCommand.Ack;
import dev.jono.api.protocol.QueueCommand.GiveBack;
import dev.jono.api.protocol.QueueCommand.HeldDelivery;
import dev.jono.api.protocol.QueueCommand.Nack;
import dev.jono.api.protocol.QueueCommand.Reject;
import dev.jono.api.protocol.QueueCommand.Settle;
import dev.jono.api.protocol.QueueCommand.Settlement;
import dev.jono.api.protocol.QueueReply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class ConsumerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ActorTestKit kit = ActorTestKit.create("consumer");

    @AfterAll
    void stop() {
        kit.shutdownTestKit();
    }

    // Handling and settling.

    @Test
    void a_handler_that_ends_well_acks() {
        Scene scene = new Scene(settings().build(), DeliveryHandler.blocking(delivery -> {}));
        scene.put(100);
        scene.await(() -> scene.queue.settled(outcome -> outcome instanceof Ack).size() == 100);
    }

    @Test
    void a_handler_sees_the_message_and_its_info() {
        Queue<Delivery> seen = new ConcurrentLinkedQueue<>();
        Scene scene = new Scene(settings().build(), DeliveryHandler.blocking(seen::add));
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
        Scene scene = new Scene(settings().build(), delivery -> {
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
        Scene scene = new Scene(
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
    void what_a_handler_settles_itself_wins() {
        Scene scene = new Scene(settings().build(), delivery -> {
            if (delivery.info().attempt() > 1) {
                return done();
            }
            return switch (delivery.message().text()) {
                case "m0" -> delivery.nack(Duration.ofSeconds(5));
                case "m1" -> delivery.reject("not an order");
                case "m2" -> delivery.nack();
                default -> {
                    var unused = delivery.ack();
                    throw new IllegalStateException("after the ack");
                }
            };
        });
        scene.put(4);
        scene.await(() -> scene.queue.settled().size() == 6);
        Map<Long, QueueCommand.Outcome> first = new ConcurrentHashMap<>();
        scene.queue.settled().forEach(one -> first.putIfAbsent(one.offset(), one.outcome()));
        assertThat(first)
                .containsEntry(0L, new Nack(Duration.ofSeconds(5), ""))
                .containsEntry(1L, new Reject("not an order"))
                .containsEntry(2L, new Nack(null, ""))
                .containsEntry(3L, Ack.INSTANCE);
    }

    @Test
    void a_settlement_completes_when_it_is_confirmed_and_a_second_one_is_invalid() throws Exception {
        Queue<Delivery> seen = new ConcurrentLinkedQueue<>();
        CompletableFuture<Void> open = new CompletableFuture<>();
        Scene scene = new Scene(settings().build(), delivery -> {
            seen.add(delivery);
            return open;
        });
        scene.queue.put("a");
        scene.await(() -> seen.size() == 1);
        scene.queue.fate(command -> command instanceof Settle ? Fate.HELD : Fate.TAKEN);
        CompletableFuture<Void> acked = seen.element().ack().toCompletableFuture();
        assertThat(reasonOf(seen.element().nack())).isEqualTo(Reason.INVALID);
        scene.await(() -> scene.queue.heldRequests() == 1);
        assertThat(acked).isNotDone();
        scene.queue.releaseHeld();
        acked.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        open.complete(null);
    }

    @Test
    void concurrency_is_bounded_for_blocking_and_for_open_handlers() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Queue<CompletableFuture<Void>> open = new ConcurrentLinkedQueue<>();
        Scene scene = new Scene(settings().concurrency(3).build(), delivery -> {
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
    void a_handler_that_returns_its_own_settlement_gives_its_place_back_at_once() {
        Scene scene = new Scene(settings().concurrency(1).build(), Delivery::ack);
        scene.await(() -> scene.queue.consumers() == 1);
        scene.queue.fate(command -> command instanceof Settle ? Fate.HELD : Fate.TAKEN);
        scene.put(10);
        scene.await(() -> scene.queue.lastRefresh().held().stream()
                        .filter(HeldDelivery::started)
                        .count()
                == 10);
        scene.queue.releaseHeld();
        scene.await(() -> scene.queue.settled(outcome -> outcome instanceof Ack).size() == 10);
    }

    @Test
    void blocking_handlers_run_beside_each_other() {
        CountDownLatch together = new CountDownLatch(4);
        Scene scene = new Scene(settings().concurrency(4).build(), DeliveryHandler.blocking(delivery -> {
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
        Scene scene = new Scene(
                settings().concurrency(1).build(),
                DeliveryHandler.blocking(delivery -> seen.add(delivery.message().text())));
        scene.put(500);
        scene.await(() -> scene.queue.settled().size() == 500);
        assertThat(seen)
                .containsExactlyElementsOf(
                        IntStream.range(0, 500).mapToObj(i -> "m" + i).toList());
    }

    @Test
    void settlements_travel_in_batches() {
        Scene scene = new Scene(settings().capacity(2_000).build(), DeliveryHandler.blocking(delivery -> {}));
        scene.await(() -> scene.queue.consumers() == 1);
        scene.queue.fate(command -> command instanceof Settle ? Fate.HELD : Fate.TAKEN);
        scene.put(1_000);
        scene.await(() -> scene.queue.heldRequests() == 2);
        scene.queue.releaseHeld();
        scene.await(() -> scene.queue.settled().size() == 1_000);
        assertThat(scene.queue.received(Settle.class)).hasSizeLessThan(200);
    }

    @Test
    void unconfirmed_settlements_are_repeated_and_a_repeat_is_a_success() throws Exception {
        AtomicInteger settles = new AtomicInteger();
        Queue<CompletionStage<Void>> acks = new ConcurrentLinkedQueue<>();
        Scene scene = new Scene(settings().build(), delivery -> {
            acks.add(delivery.ack());
            return done();
        });
        scene.queue.fate(command -> {
            if (!(command instanceof Settle)) {
                return Fate.TAKEN;
            }
            return switch (settles.getAndIncrement()) {
                case 0 -> Fate.LOST;
                case 1 -> Fate.REPLY_LOST;
                default -> Fate.REPLY_TWICE;
            };
        });
        scene.queue.put("a");
        scene.await(() -> acks.size() == 1);
        acks.element().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(scene.queue.settled()).hasSize(1);
        assertThat(settles.get()).isEqualTo(3);
    }

    @Test
    void passing_failures_of_settlements_are_retried() {
        AtomicInteger refusals = new AtomicInteger(3);
        Scene scene = new Scene(settings().build(), DeliveryHandler.blocking(delivery -> {}));
        scene.queue.refuse(command -> command instanceof Settle && refusals.getAndDecrement() > 0
                ? new QueueReply.Failed(Reason.UNAVAILABLE, "Moving.")
                : null);
        scene.put(10);
        scene.await(() -> scene.queue.settled().size() == 10);
    }

    // What the queue is told.

    @Test
    void a_refresh_tells_what_is_held_and_how_far_was_seen() {
        CompletableFuture<Void> open = new CompletableFuture<>();
        Scene scene =
                new Scene(settings().concurrency(1).capacity(3).maxBytes(5_000).build(), delivery -> open);
        scene.put(5);
        scene.await(() -> scene.queue.lastRefresh().held().size() == 3);
        QueueCommand.Refresh refresh = scene.queue.lastRefresh();
        assertThat(refresh.capacity()).isEqualTo(3);
        assertThat(refresh.maxBytes()).isEqualTo(5_000);
        assertThat(refresh.concurrency()).isEqualTo(1);
        assertThat(refresh.epoch()).isEqualTo(1);
        assertThat(refresh.highestSeen()).isEqualTo(3);
        assertThat(refresh.held()).extracting(HeldDelivery::started).containsExactly(true, false, false);
        assertThat(refresh.held()).extracting(HeldDelivery::extend).containsExactly(true, true, true);
        assertThat(scene.queue.received(QueueCommand.Refresh.class))
                .extracting(QueueCommand.Refresh::grant)
                .isSorted()
                .doesNotHaveDuplicates();
        open.complete(null);
    }

    @Test
    void a_handler_that_runs_too_long_is_not_extended_any_more() {
        CompletableFuture<Void> open = new CompletableFuture<>();
        Scene scene = new Scene(
                settings().concurrency(1).maxHandling(Duration.ofMillis(200)).build(), delivery -> open);
        scene.put(2);
        scene.await(() -> scene.queue.lastRefresh().held().stream().anyMatch(held -> !held.extend()));
        assertThat(scene.queue.lastRefresh().held())
                .extracting(HeldDelivery::started)
                .containsExactly(true, false);
        assertThat(scene.queue.lastRefresh().held())
                .extracting(HeldDelivery::extend)
                .containsExactly(false, true);
        open.complete(null);
    }

    @Test
    void without_auto_extend_only_what_is_buffered_or_settled_is_extended() {
        CompletableFuture<Void> open = new CompletableFuture<>();
        Scene scene = new Scene(settings().concurrency(1).autoExtend(false).build(), delivery -> open);
        scene.put(2);
        scene.await(() -> scene.queue.lastRefresh().held().size() == 2);
        scene.await(() -> scene.queue.lastRefresh().held().get(0).started());
        assertThat(scene.queue.lastRefresh().held())
                .extracting(HeldDelivery::extend)
                .containsExactly(false, true);
        scene.queue.fate(command -> command instanceof Settle ? Fate.LOST : Fate.TAKEN);
        open.complete(null);
        scene.await(() -> scene.queue.lastRefresh().held().stream().allMatch(HeldDelivery::extend));
    }

    @Test
    void short_leases_are_refreshed_in_time() {
        CompletableFuture<Void> open = new CompletableFuture<>();
        Scene scene =
                new Scene(settings().refreshInterval(Duration.ofSeconds(2)).build(), delivery -> open);
        scene.queue.lease(150);
        scene.put(1);
        scene.await(() -> scene.queue.received(QueueCommand.Refresh.class).size() > 5);
        open.complete(null);
    }

    @Test
    void the_same_delivery_twice_is_handled_once() {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        Scene scene = new Scene(
                settings().build(),
                DeliveryHandler.blocking(delivery -> seen.add(delivery.message().text())));
        scene.put(1);
        scene.await(() -> scene.queue.settled().size() == 1);
        scene.queue.tellConsumers(new QueueReply.Deliveries(
                scene.queue.key,
                1,
                List.of(new QueueReply.Delivered(
                        0, scene.queue.settled().get(0).token(), 1, 0, 30_000, Message.of("again")))));
        scene.queue.put("next");
        scene.await(() -> scene.queue.settled().size() == 2);
        assertThat(seen).containsExactly("m0", "next");
    }

    @Test
    void a_delivery_that_is_slow_is_not_reported_as_seen_by_the_refreshes_that_cross_it() {
        Scene scene = new Scene(settings().build(), DeliveryHandler.blocking(delivery -> {}));
        scene.await(() -> scene.queue.lastRefresh().epoch() == 1);
        scene.queue.slowDown();
        scene.put(1);
        int before = scene.queue.received(QueueCommand.Refresh.class).size();
        scene.await(() -> scene.queue.received(QueueCommand.Refresh.class).size() >= before + 4);
        assertThat(scene.queue.lastRefresh().highestSeen()).isZero();
        scene.queue.arrive();
        scene.await(() -> scene.queue.settled(outcome -> outcome instanceof Ack).size() == 1);
    }

    @Test
    void a_delivery_that_was_lost_is_reported_as_seen_as_soon_as_a_later_answer_has_arrived() {
        Scene scene = new Scene(settings().build(), DeliveryHandler.blocking(delivery -> {}));
        scene.await(() -> scene.queue.lastRefresh().epoch() == 1);
        scene.queue.loseReplies(QueueReply.Deliveries.class::isInstance);
        scene.put(1);
        scene.await(() -> scene.queue.lastRefresh().highestSeen() == 1);
        assertThat(scene.queue.lastRefresh().held()).isEmpty();
    }

    @Test
    void deliveries_of_an_older_epoch_are_ignored_and_a_new_one_counts_from_the_start() {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        Scene scene = new Scene(
                settings().build(),
                DeliveryHandler.blocking(delivery -> seen.add(delivery.message().text())));
        scene.put(3);
        scene.await(() -> scene.queue.settled().size() == 3);
        scene.queue.move();
        scene.queue.put("new owner");
        scene.await(() -> seen.contains("new owner"));
        scene.queue.tellConsumers(new QueueReply.Deliveries(
                scene.queue.key,
                1,
                List.of(new QueueReply.Delivered(9, new LeaseToken(1, 1, 99), 1, 0, 30_000, Message.of("late")))));
        scene.queue.put("last");
        scene.await(() -> seen.contains("last"));
        assertThat(seen).doesNotContain("late");
        scene.await(() -> scene.queue.lastRefresh().epoch() == 2);
        assertThat(scene.queue.lastRefresh().highestSeen()).isEqualTo(2);
    }

    @Test
    void lost_leases_are_dropped_from_the_buffer_and_their_late_acks_fail() throws Exception {
        Queue<Delivery> seen = new ConcurrentLinkedQueue<>();
        CompletableFuture<Void> open = new CompletableFuture<>();
        Scene scene = new Scene(settings().concurrency(1).build(), delivery -> {
            seen.add(delivery);
            return open;
        });
        scene.put(5);
        scene.await(() -> scene.queue.lastRefresh().held().size() == 5);
        scene.queue.loseLeases();
        scene.await(() -> scene.queue.lastRefresh().held().isEmpty());
        assertThat(reasonOf(seen.element().ack())).isEqualTo(Reason.LEASE_LOST);
        open.complete(null);
        scene.queue.put("next");
        scene.await(() -> seen.size() == 2);
        assertThat(seen).extracting(delivery -> delivery.message().text()).containsExactly("m0", "next");
    }

    @Test
    void an_extension_is_confirmed_and_of_a_lost_lease_it_fails() throws Exception {
        Queue<Delivery> seen = new ConcurrentLinkedQueue<>();
        CompletableFuture<Void> open = new CompletableFuture<>();
        Scene scene = new Scene(settings().build(), delivery -> {
            seen.add(delivery);
            return open;
        });
        scene.put(1);
        scene.await(() -> seen.size() == 1);
        seen.element().extend(Duration.ofMinutes(1)).toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(scene.queue
                        .received(Settle.class)
                        .get(0)
                        .settlements()
                        .get(0)
                        .outcome())
                .isEqualTo(new QueueCommand.Extend(Duration.ofMinutes(1)));
        scene.queue.loseLeases();
        assertThat(reasonOf(seen.element().extend(Duration.ofMinutes(1)))).isEqualTo(Reason.LEASE_LOST);
        open.complete(null);
    }

    // Queues that are not there.

    @Test
    void a_queue_that_is_declared_late_is_found() {
        FakeQueue queue = new FakeQueue();
        queue.undeclare();
        queue.put("early");
        Scene scene = new Scene(queue, settings().build(), DeliveryHandler.blocking(delivery -> {}));
        queue.declare(FakeQueue.NAME, QueueSettings.DEFAULT);
        scene.await(() -> queue.settled().size() == 1);
    }

    @Test
    void a_queue_that_is_deleted_and_declared_anew_is_found_again() {
        Queue<Delivery> seen = new ConcurrentLinkedQueue<>();
        CompletableFuture<Void> open = new CompletableFuture<>();
        Scene scene = new Scene(settings().build(), delivery -> {
            seen.add(delivery);
            return open;
        });
        scene.put(1);
        scene.await(() -> seen.size() == 1);
        scene.queue.loseLeases();
        scene.queue.refuse(command -> new QueueReply.Failed(Reason.UNKNOWN_QUEUE, "Deleted."));
        scene.await(() -> scene.queue.lastRefresh().held().isEmpty());
        open.complete(null);
        scene.queue.refuse(command -> null);
        int refreshes = scene.queue.received(QueueCommand.Refresh.class).size();
        scene.await(() -> scene.queue.received(QueueCommand.Refresh.class).size() > refreshes + 1);
        scene.queue.move();
        scene.queue.put("next");
        scene.await(() -> seen.size() == 2);
    }

    // The actor form.

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

    // The stop.

    @Test
    void a_stop_gives_back_the_buffer_finishes_what_runs_and_leaves() {
        CompletableFuture<Void> open = new CompletableFuture<>();
        Scene scene = new Scene(settings().concurrency(2).build(), delivery -> open);
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
        Scene scene = new Scene(settings().stopTimeout(Duration.ofMillis(100)).build(), delivery -> {
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
        Scene scene = new Scene(settings().build(), delivery -> {
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

    private static ConsumerSettings.Builder settings() {
        return ConsumerSettings.builder().refreshInterval(Duration.ofMillis(50));
    }

    private static CompletionStage<Void> done() {
        return CompletableFuture.completedFuture(null);
    }

    private static Reason reasonOf(CompletionStage<Void> stage) throws InterruptedException, TimeoutException {
        try {
            stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            return ((JonoException) Objects.requireNonNull(failure.getCause())).reason();
        }
        throw new AssertionError("It should have failed.");
    }

    /** A consumer of a queue of its own. */
    private final class Scene {
        final FakeQueue queue;
        final ActorRef<Consumer.Command> consumer;

        Scene(ConsumerSettings settings, DeliveryHandler handler) {
            this(new FakeQueue(), settings, handler);
        }

        Scene(FakeQueue queue, ConsumerSettings settings, DeliveryHandler handler) {
            this.queue = queue;
            this.consumer = kit.spawn(Consumer.create(queue, FakeQueue.NAME, settings, handler));
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
            Awaitility.await().atMost(PATIENCE).until(condition);
        }
    }
}
