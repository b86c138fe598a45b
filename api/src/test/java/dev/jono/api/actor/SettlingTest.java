package dev.jono.api.actor;

import static dev.jono.api.actor.ConsumerScene.done;
import static dev.jono.api.actor.ConsumerScene.settings;
import static dev.jono.api.actor.Stages.PATIENCE;
import static dev.jono.api.actor.Stages.reasonOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.Delivery;
import dev.jono.api.DeliveryHandler;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.Message;
import dev.jono.api.actor.FakeQueue.Fate;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueCommand.Ack;
import dev.jono.api.protocol.QueueCommand.HeldDelivery;
import dev.jono.api.protocol.QueueCommand.Nack;
import dev.jono.api.protocol.QueueCommand.Reject;
import dev.jono.api.protocol.QueueCommand.Settle;
import dev.jono.api.protocol.QueueReply;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** How what handlers decide reaches the queue. */
@TestInstance(Lifecycle.PER_CLASS)
class SettlingTest {
    private final ActorTestKit kit = ActorTestKit.create("settling");

    @AfterAll
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void what_a_handler_settles_itself_wins() {
        ConsumerScene scene = new ConsumerScene(kit, settings().build(), delivery -> {
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
        ConsumerScene scene = new ConsumerScene(kit, settings().build(), delivery -> {
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
    void a_handler_that_returns_its_own_settlement_gives_its_place_back_at_once() {
        ConsumerScene scene = new ConsumerScene(kit, settings().concurrency(1).build(), Delivery::ack);
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
    void settlements_travel_in_batches() {
        ConsumerScene scene =
                new ConsumerScene(kit, settings().capacity(2_000).build(), DeliveryHandler.blocking(delivery -> {}));
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
        ConsumerScene scene = new ConsumerScene(kit, settings().build(), delivery -> {
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
        ConsumerScene scene = new ConsumerScene(kit, settings().build(), DeliveryHandler.blocking(delivery -> {}));
        scene.queue.refuse(command -> command instanceof Settle && refusals.getAndDecrement() > 0
                ? new QueueReply.Failed(Reason.UNAVAILABLE, "Moving.")
                : null);
        scene.put(10);
        scene.await(() -> scene.queue.settled().size() == 10);
    }

    @Test
    void a_delay_outside_its_bounds_is_invalid_and_settles_nothing() throws Exception {
        Queue<CompletionStage<Void>> nacks = new ConcurrentLinkedQueue<>();
        ConsumerScene scene = new ConsumerScene(kit, settings().build(), delivery -> {
            nacks.add(delivery.nack(Duration.ofMillis(-1)));
            nacks.add(delivery.nack(Message.MAX_DELAY.plusMillis(1)));
            return done();
        });
        scene.put(1);
        scene.await(() -> scene.queue.settled().size() == 1);
        for (CompletionStage<Void> nack : nacks) {
            assertThat(reasonOf(nack)).isEqualTo(Reason.INVALID);
        }
        assertThat(scene.queue.settled().get(0).outcome()).isEqualTo(Ack.INSTANCE);
    }
}
