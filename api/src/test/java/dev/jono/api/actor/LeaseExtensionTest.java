package dev.jono.api.actor;

import static dev.jono.api.actor.ConsumerScene.settings;
import static dev.jono.api.actor.Stages.PATIENCE;
import static dev.jono.api.actor.Stages.failureOf;
import static dev.jono.api.actor.Stages.get;
import static dev.jono.api.actor.Stages.reasonOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.Delivery;
import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.actor.FakeQueue.Fate;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueCommand.HeldDelivery;
import dev.jono.api.protocol.QueueCommand.Settle;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** How long leases are held. */
@TestInstance(Lifecycle.PER_CLASS)
class LeaseExtensionTest {
    private final ActorTestKit kit = ActorTestKit.create("extension");

    @AfterAll
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void a_handler_that_runs_too_long_is_not_extended_any_more() {
        CompletableFuture<Void> open = new CompletableFuture<>();
        ConsumerScene scene = new ConsumerScene(
                kit,
                settings().concurrency(1).maxHandling(Duration.ofMillis(200)).build(),
                delivery -> open);
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
        ConsumerScene scene = new ConsumerScene(
                kit, settings().concurrency(1).autoExtend(false).build(), delivery -> open);
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
        ConsumerScene scene = new ConsumerScene(
                kit, settings().refreshInterval(Duration.ofSeconds(2)).build(), delivery -> open);
        scene.queue.lease(150);
        scene.put(1);
        scene.await(() -> scene.queue.received(QueueCommand.Refresh.class).size() > 5);
        open.complete(null);
    }

    @Test
    void an_extension_is_confirmed_and_of_a_lost_lease_it_fails() throws Exception {
        Queue<Delivery> seen = new ConcurrentLinkedQueue<>();
        CompletableFuture<Void> open = new CompletableFuture<>();
        ConsumerScene scene = new ConsumerScene(kit, settings().build(), delivery -> {
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

    @Test
    void an_extension_outside_its_bounds_is_invalid_and_the_consumer_goes_on() throws Exception {
        Queue<Delivery> seen = new ConcurrentLinkedQueue<>();
        CompletableFuture<Void> open = new CompletableFuture<>();
        ConsumerScene scene = new ConsumerScene(kit, settings().build(), delivery -> {
            seen.add(delivery);
            return open;
        });
        scene.put(1);
        scene.await(() -> seen.size() == 1);
        for (Duration lease : List.of(Duration.ZERO, Duration.ofHours(12).plusMillis(1))) {
            assertThat(failureOf(seen.element().extend(lease)))
                    .hasMessageContaining("A lease must be between PT0.001S and PT12H")
                    .extracting(JonoException::reason)
                    .isEqualTo(Reason.INVALID);
        }
        get(seen.element().extend(Duration.ofHours(12)));
        open.complete(null);
        scene.await(() -> scene.queue.settled().size() == 1);
    }
}
