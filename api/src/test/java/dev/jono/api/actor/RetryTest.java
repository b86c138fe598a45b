package dev.jono.api.actor;

import static dev.jono.api.actor.ProducerScene.QUICK;
import static dev.jono.api.actor.ProducerScene.failed;
import static dev.jono.api.actor.ProducerScene.numbered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.ProducerSettings;
import dev.jono.api.actor.FakeQueue.Fate;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What a producer makes of losses, gaps and passing failures: every message is stored once, in order, or its sender told. */
@TestInstance(Lifecycle.PER_CLASS)
class RetryTest {
    private final ActorTestKit kit = ActorTestKit.create("retry");

    @AfterAll
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void a_lost_request_is_sent_again_and_the_order_holds() {
        ProducerScene scene = new ProducerScene(kit, QUICK);
        AtomicInteger sends = new AtomicInteger();
        scene.queue.fate(command -> sends.getAndIncrement() == 0 ? Fate.LOST : Fate.TAKEN);
        scene.sendNumbered(50);
        scene.nextIds(50);
        assertThat(scene.queue.storedTexts()).isEqualTo(numbered(50));
    }

    @Test
    void a_lost_reply_does_not_store_twice() {
        ProducerScene scene = new ProducerScene(kit, QUICK);
        AtomicInteger sends = new AtomicInteger();
        scene.queue.fate(command -> sends.getAndIncrement() < 2 ? Fate.REPLY_LOST : Fate.TAKEN);
        scene.sendNumbered(20);
        scene.nextIds(20);
        assertThat(scene.queue.storedTexts()).isEqualTo(numbered(20));
    }

    @Test
    void a_reply_that_comes_twice_is_harmless() {
        ProducerScene scene = new ProducerScene(kit, QUICK);
        scene.queue.fate(command -> Fate.REPLY_TWICE);
        scene.sendNumbered(200);
        assertThat(scene.nextIds(200)).doesNotHaveDuplicates();
        scene.answers.expectNoMessage(Duration.ofMillis(50));
        assertThat(scene.queue.storedTexts()).isEqualTo(numbered(200));
    }

    @Test
    void a_random_mix_of_losses_keeps_order_and_stores_once() {
        long seed = System.nanoTime();
        System.out.println("Seed of the losses: " + seed);
        Random random = new Random(seed);
        ProducerScene scene = new ProducerScene(
                kit,
                ProducerSettings.builder()
                        .retryAfter(Duration.ofMillis(20))
                        .maxBatchBytes(1024)
                        .build());
        scene.queue.fate(command -> switch (random.nextInt(6)) {
            case 0 -> Fate.LOST;
            case 1 -> Fate.REPLY_LOST;
            case 2 -> Fate.REPLY_TWICE;
            default -> Fate.TAKEN;
        });
        scene.queue.refuse(command -> random.nextInt(8) == 0 ? failed(Reason.UNAVAILABLE) : null);
        scene.sendNumbered(500);
        assertThat(scene.nextIds(500)).doesNotHaveDuplicates();
        assertThat(scene.queue.storedTexts()).isEqualTo(numbered(500));
    }

    @Test
    void a_session_that_ended_at_the_queue_goes_on() {
        ProducerScene scene = new ProducerScene(kit, QUICK);
        scene.sendNumbered(3);
        scene.nextIds(3);
        scene.queue.endSessions();
        scene.send("after");
        assertThat(scene.nextId().offset()).isEqualTo(3);
    }

    @Test
    void a_gap_is_sent_again_at_once() {
        ProducerScene scene = new ProducerScene(
                kit,
                ProducerSettings.builder().retryAfter(Duration.ofSeconds(8)).build());
        AtomicInteger sends = new AtomicInteger();
        scene.queue.fate(command -> sends.getAndIncrement() == 0 ? Fate.LOST : Fate.TAKEN);
        scene.send("a"); // lost
        scene.await(() -> sends.get() == 1);
        scene.send("b"); // answered with the gap
        scene.nextIds(2);
        assertThat(scene.queue.storedTexts()).containsExactly("a", "b");
    }

    @Test
    void an_answer_lost_before_a_gap_is_asked_for_again() {
        ProducerScene scene = new ProducerScene(
                kit,
                ProducerSettings.builder()
                        .retryAfter(Duration.ofMillis(200))
                        .maxBatchBytes(1024)
                        .build());
        AtomicInteger sends = new AtomicInteger();
        scene.queue.fate(command -> switch (sends.getAndIncrement()) {
            case 0 -> Fate.REPLY_LOST;
            case 1 -> Fate.LOST;
            default -> Fate.TAKEN;
        });
        for (int i = 0; i < 6; i++) {
            scene.send(i + "x".repeat(1000)); // each fills a batch
        }
        assertThat(scene.nextIds(6)).doesNotHaveDuplicates();
    }

    @Test
    void what_lies_before_a_gap_in_its_own_batch_is_asked_for_again() {
        ProducerScene scene = new ProducerScene(kit, QUICK);
        AtomicInteger sends = new AtomicInteger();
        scene.queue.fate(command -> switch (sends.getAndIncrement()) {
            case 0 -> {
                scene.send("b");
                scene.send("c");
                yield Fate.REPLY_LOST; // a is stored, but nobody says so
            }
            case 1 -> Fate.LOST; // b, on its way beside a; c waits
            case 2 -> {
                scene.send("d"); // goes while a, b and c, together now, are on their way again and are lost
                yield Fate.LOST;
            }
            default -> Fate.TAKEN; // d is answered with the gap after a
        });
        scene.send("a");
        assertThat(scene.nextIds(4)).doesNotHaveDuplicates();
        assertThat(scene.queue.storedTexts()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void passing_failures_are_retried() {
        for (Reason reason : List.of(Reason.UNAVAILABLE, Reason.OVERLOADED, Reason.UNKNOWN)) {
            ProducerScene scene = new ProducerScene(kit, QUICK);
            AtomicInteger refusals = new AtomicInteger(3);
            scene.queue.refuse(command -> refusals.getAndDecrement() > 0 ? failed(reason) : null);
            scene.sendNumbered(10);
            scene.nextIds(10);
            assertThat(scene.queue.storedTexts()).isEqualTo(numbered(10));
        }
    }

    @Test
    void giving_up_is_unknown_and_does_not_block_what_follows() {
        ProducerScene scene = new ProducerScene(
                kit,
                ProducerSettings.builder()
                        .retryAfter(Duration.ofMillis(50))
                        .giveUpAfter(Duration.ofMillis(300))
                        .build());
        scene.queue.fate(command -> Fate.LOST);
        scene.send("lost");
        assertThat(scene.nextFailure()).isEqualTo(Reason.UNKNOWN);
        scene.queue.fate(command -> Fate.TAKEN);
        scene.send("next");
        scene.nextId();
        assertThat(scene.queue.storedTexts()).containsExactly("next");
        QueueCommand.Send last = scene.lastSend();
        assertThat(last.firstSequence()).isEqualTo(2);
        assertThat(last.lowestUnconfirmed()).isEqualTo(2);
    }

    @Test
    void giving_up_says_what_the_queue_said_last() {
        ProducerScene scene = new ProducerScene(
                kit,
                ProducerSettings.builder()
                        .retryAfter(Duration.ofMillis(50))
                        .giveUpAfter(Duration.ofMillis(300))
                        .build());
        scene.queue.refuse(command -> new QueueReply.Failed(Reason.OVERLOADED, "The node's memory is full."));
        scene.send("refused");
        JonoException failure = scene.nextException();
        assertThat(failure.reason()).isEqualTo(Reason.UNKNOWN);
        assertThat(failure).hasMessageContaining("OVERLOADED: The node's memory is full.");
    }

    @Test
    void what_was_never_sent_is_unavailable_rather_than_unknown() {
        ProducerScene scene = new ProducerScene(
                kit,
                ProducerSettings.builder().giveUpAfter(Duration.ofMillis(200)).build());
        scene.queue.failResolving(Integer.MAX_VALUE);
        scene.send("a");
        assertThat(scene.nextFailure()).isEqualTo(Reason.UNAVAILABLE);
    }

    @Test
    void an_owner_that_is_found_late_is_waited_for() {
        ProducerScene scene = new ProducerScene(kit, QUICK);
        scene.queue.failResolving(3);
        scene.send("a");
        scene.nextId();
    }
}
