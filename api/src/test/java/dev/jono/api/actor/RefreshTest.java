package dev.jono.api.actor;

import static dev.jono.api.actor.ConsumerScene.settings;
import static dev.jono.api.actor.Stages.reasonOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.Delivery;
import dev.jono.api.DeliveryHandler;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.LeaseToken;
import dev.jono.api.Message;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueCommand.Ack;
import dev.jono.api.protocol.QueueCommand.HeldDelivery;
import dev.jono.api.protocol.QueueReply;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What a consumer and its queue tell each other of what is held, and what a consumer makes of a queue that moves or is not there. */
@TestInstance(Lifecycle.PER_CLASS)
class RefreshTest {
    private final ActorTestKit kit = ActorTestKit.create("refresh");

    @AfterAll
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void a_refresh_tells_what_is_held_and_how_far_was_seen() {
        CompletableFuture<Void> open = new CompletableFuture<>();
        ConsumerScene scene = new ConsumerScene(
                kit, settings().concurrency(1).capacity(3).maxBytes(5_000).build(), delivery -> open);
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
    void the_same_delivery_twice_is_handled_once() {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        ConsumerScene scene = new ConsumerScene(
                kit,
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
        ConsumerScene scene = new ConsumerScene(kit, settings().build(), DeliveryHandler.blocking(delivery -> {}));
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
        ConsumerScene scene = new ConsumerScene(kit, settings().build(), DeliveryHandler.blocking(delivery -> {}));
        scene.await(() -> scene.queue.lastRefresh().epoch() == 1);
        scene.queue.loseReplies(QueueReply.Deliveries.class::isInstance);
        scene.put(1);
        scene.await(() -> scene.queue.lastRefresh().highestSeen() == 1);
        assertThat(scene.queue.lastRefresh().held()).isEmpty();
    }

    @Test
    void deliveries_of_an_older_epoch_are_ignored_and_a_new_one_counts_from_the_start() {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        ConsumerScene scene = new ConsumerScene(
                kit,
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
        ConsumerScene scene = new ConsumerScene(kit, settings().concurrency(1).build(), delivery -> {
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
    void a_queue_that_is_declared_late_is_found() {
        FakeQueue queue = new FakeQueue();
        queue.undeclare();
        queue.put("early");
        ConsumerScene scene =
                new ConsumerScene(kit, queue, settings().build(), DeliveryHandler.blocking(delivery -> {}));
        queue.declare(FakeQueue.NAME, QueueSettings.DEFAULT);
        scene.await(() -> queue.settled().size() == 1);
    }

    @Test
    void a_queue_that_is_deleted_and_declared_anew_is_found_again() {
        Queue<Delivery> seen = new ConcurrentLinkedQueue<>();
        CompletableFuture<Void> open = new CompletableFuture<>();
        ConsumerScene scene = new ConsumerScene(kit, settings().build(), delivery -> {
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
}
