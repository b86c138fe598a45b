package dev.jono.api.actor;

import static dev.jono.api.actor.ConsumerScene.settings;
import static dev.jono.api.actor.Stages.PATIENCE;
import static dev.jono.api.actor.Stages.get;
import static dev.jono.api.actor.Stages.reasonOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.Delivery;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.Message;
import dev.jono.api.ProducerSettings;
import dev.jono.api.actor.FakeQueue.Fate;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** An actor that is stopped before it has taken everything does not wait for what users do when they are told. */
@TestInstance(Lifecycle.PER_CLASS)
class AbruptStopTest {
    private final ActorTestKit kit = ActorTestKit.create("abrupt");

    @AfterAll
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void a_producer_does_not_wait_for_whoever_waits_for_a_confirm() throws Exception {
        FakeQueue queue = new FakeQueue();
        Outbox outbox = new Outbox(FakeQueue.NAME, ProducerSettings.DEFAULT);
        Stoppable<Producer.Command> producer =
                new Stoppable<>(kit, ProducerActor.create(queue, FakeQueue.NAME, ProducerSettings.DEFAULT, outbox));
        Busy busy = new Busy(queue);
        CompletionStage<?> taken = outbox.send(Message.of("taken"));
        get(busy.begun);
        CompletableFuture<Void> open = new CompletableFuture<>();
        CompletionStage<?> left = outbox.send(Message.of("left"));
        CompletionStage<?> told = left.whenComplete((id, failure) -> open.join());
        producer.stop();
        busy.end.complete(null);
        producer.expectTerminated();
        open.complete(null);
        assertThat(reasonOf(taken)).isEqualTo(Reason.UNKNOWN);
        assertThat(reasonOf(left)).isEqualTo(Reason.STOPPED);
        assertThat(reasonOf(told)).isEqualTo(Reason.STOPPED);
    }

    @Test
    void a_consumer_does_not_wait_for_whoever_waits_for_an_ack_or_an_extension() throws Exception {
        FakeQueue queue = new FakeQueue();
        CompletableFuture<Delivery> handled = new CompletableFuture<>();
        Stoppable<Consumer.Command> consumer = new Stoppable<>(
                kit, Consumer.create(queue, FakeQueue.NAME, settings().build(), delivery -> {
                    handled.complete(delivery);
                    return new CompletableFuture<>();
                }));
        queue.put("a");
        Delivery delivery = get(handled);
        Busy busy = new Busy(queue); // the next refresh
        get(busy.begun);
        CompletableFuture<Void> open = new CompletableFuture<>();
        CompletionStage<Void> extended = delivery.extend(Duration.ofMinutes(1));
        CompletionStage<Void> acked = delivery.ack();
        CompletionStage<?> toldOfExtension = extended.whenComplete((done, failure) -> open.join());
        CompletionStage<?> toldOfAck = acked.whenComplete((done, failure) -> open.join());
        consumer.stop();
        busy.end.complete(null);
        consumer.expectTerminated();
        open.complete(null);
        assertThat(reasonOf(toldOfExtension)).isEqualTo(Reason.STOPPED);
        assertThat(reasonOf(toldOfAck)).isEqualTo(Reason.UNKNOWN);
    }

    /** Keeps an actor in the turn in which it next tells its queue something. */
    private static final class Busy {
        final CompletableFuture<Void> begun = new CompletableFuture<>();
        final CompletableFuture<Void> end = new CompletableFuture<>();

        Busy(FakeQueue queue) {
            queue.fate(command -> {
                begun.complete(null);
                end.join();
                return Fate.LOST;
            });
        }
    }

    /** An actor with a parent that stops it. */
    private static final class Stoppable<C> {
        private final TestProbe<Done> probe;
        private final ActorRef<C> actor;
        private final ActorRef<Done> parent;

        Stoppable(ActorTestKit kit, Behavior<C> behavior) {
            probe = kit.createTestProbe();
            TestProbe<ActorRef<C>> spawned = kit.createTestProbe();
            parent = kit.spawn(Behaviors.setup(context -> {
                ActorRef<C> child = context.spawnAnonymous(behavior);
                spawned.getRef().tell(child);
                return Behaviors.receiveMessage(stop -> {
                    context.stop(child);
                    probe.getRef().tell(stop);
                    return Behaviors.same();
                });
            }));
            actor = spawned.receiveMessage(PATIENCE);
        }

        /** Has it stopped as soon as it has ended its turn; what has come for it meanwhile it does not take. */
        void stop() {
            parent.tell(Done.getInstance());
            probe.expectMessage(PATIENCE, Done.getInstance());
        }

        void expectTerminated() {
            probe.expectTerminated(actor, PATIENCE);
        }
    }
}
