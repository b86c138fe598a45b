package dev.jono.api.actor;

import static dev.jono.api.actor.ProducerScene.QUICK;
import static dev.jono.api.actor.Stages.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.JonoException.Reason;
import dev.jono.api.Message;
import dev.jono.api.MessageId;
import dev.jono.api.ProducerSettings;
import dev.jono.api.actor.FakeQueue.Fate;
import dev.jono.api.protocol.QueueCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** How a producer holds back senders that are too fast, and how it ends. */
@TestInstance(Lifecycle.PER_CLASS)
class ProducerBoundsTest {
    private final ActorTestKit kit = ActorTestKit.create("bounds");

    @AfterAll
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void past_its_window_it_is_overloaded_at_once() {
        ProducerScene scene = new ProducerScene(
                kit, ProducerSettings.builder().maxUnconfirmed(10).build());
        scene.queue.fate(command -> Fate.HELD);
        scene.sendNumbered(11);
        assertThat(scene.nextFailure()).isEqualTo(Reason.OVERLOADED);
        scene.awaitHeld(1);
        scene.queue.releaseHeld();
        scene.nextIds(10);
        scene.send("room again");
        scene.nextId();
    }

    @Test
    void the_window_is_bounded_in_bytes_but_takes_any_single_message() {
        ProducerScene scene = new ProducerScene(
                kit, ProducerSettings.builder().maxUnconfirmedBytes(1_000).build());
        scene.queue.fate(command -> Fate.HELD);
        scene.send(Message.of(new byte[5_000]));
        scene.send(Message.of(new byte[1]));
        assertThat(scene.nextFailure()).isEqualTo(Reason.OVERLOADED);
    }

    @Test
    void the_outbox_is_bounded_where_the_caller_is_and_fails_what_a_stopped_producer_left() {
        ProducerSettings settings = ProducerSettings.builder().maxUnconfirmed(2).build();
        Outbox outbox = new Outbox(FakeQueue.NAME, settings);
        List<CompletionStage<MessageId>> sent = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sent.add(outbox.send(Message.of("m" + i)));
        }
        assertThat(sent.get(2)).isCompletedExceptionally();
        outbox.close(Runnable::run);
        sent.add(outbox.send(Message.of("late")));
        assertThat(sent).allSatisfy(stage -> assertThat(stage).isCompletedExceptionally());
    }

    @Test
    void a_stop_waits_for_what_is_unconfirmed() {
        ProducerScene scene = new ProducerScene(kit, QUICK);
        scene.queue.fate(command -> Fate.HELD);
        scene.send("a");
        scene.awaitHeld(1);
        TestProbe<Done> stopped = kit.createTestProbe();
        scene.producer.tell(new Producer.Stop(stopped.getRef()));
        scene.send("late");
        assertThat(scene.nextFailure()).isEqualTo(Reason.STOPPED);
        stopped.expectNoMessage(Duration.ofMillis(50));
        scene.queue.releaseHeld();
        scene.nextId();
        stopped.expectMessage(PATIENCE, Done.getInstance());
        stopped.expectTerminated(scene.producer, PATIENCE);
    }

    @Test
    void a_stop_that_takes_too_long_says_what_is_unknown() {
        ProducerScene scene = new ProducerScene(
                kit,
                ProducerSettings.builder()
                        .maxBatchesInFlight(1)
                        .stopTimeout(Duration.ofMillis(200))
                        .build());
        scene.queue.fate(command -> Fate.LOST);
        scene.send("sent");
        scene.await(() -> !scene.queue.received(QueueCommand.Send.class).isEmpty());
        scene.send("waiting");
        TestProbe<Done> stopped = kit.createTestProbe();
        scene.producer.tell(new Producer.Stop(stopped.getRef()));
        assertThat(scene.nextFailure()).isEqualTo(Reason.UNKNOWN);
        assertThat(scene.nextFailure()).isEqualTo(Reason.STOPPED);
        stopped.expectMessage(PATIENCE, Done.getInstance());
    }
}
