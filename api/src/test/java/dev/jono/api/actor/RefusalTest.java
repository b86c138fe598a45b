package dev.jono.api.actor;

import static dev.jono.api.actor.ProducerScene.QUICK;
import static dev.jono.api.actor.ProducerScene.failed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.JonoException.Reason;
import dev.jono.api.Message;
import dev.jono.api.ProducerSettings;
import dev.jono.api.QueueSettings;
import dev.jono.api.actor.FakeQueue.Fate;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What a sender is told when a queue, or the producer itself, refuses for good. */
@TestInstance(Lifecycle.PER_CLASS)
class RefusalTest {
    private final ActorTestKit kit = ActorTestKit.create("refusal");

    @AfterAll
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void refusals_fail_only_their_own_messages() {
        ProducerScene scene = new ProducerScene(kit, QUICK);
        scene.queue.admit(message -> switch (message.text()) {
            case "full" -> QueueReply.SendOutcome.Kind.QUEUE_FULL;
            case "large" -> QueueReply.SendOutcome.Kind.MESSAGE_TOO_LARGE;
            case "ids" -> QueueReply.SendOutcome.Kind.DEDUPLICATION_FULL;
            default -> QueueReply.SendOutcome.Kind.STORED;
        });
        List.of("a", "full", "large", "ids", "b").forEach(scene::send);
        assertThat(scene.nextId().offset()).isEqualTo(0);
        assertThat(scene.nextFailure()).isEqualTo(Reason.QUEUE_FULL);
        assertThat(scene.nextFailure()).isEqualTo(Reason.MESSAGE_TOO_LARGE);
        assertThat(scene.nextFailure()).isEqualTo(Reason.DEDUPLICATION_FULL);
        assertThat(scene.nextId().offset()).isEqualTo(1);
    }

    @Test
    void a_message_past_the_absolute_limit_is_refused_without_asking() {
        ProducerScene scene = new ProducerScene(kit, QUICK);
        scene.send(Message.of(new byte[QueueSettings.MAX_MESSAGE_BYTES_LIMIT + 1]));
        assertThat(scene.nextFailure()).isEqualTo(Reason.MESSAGE_TOO_LARGE);
        assertThat(scene.queue.received(QueueCommand.Send.class)).isEmpty();
    }

    @Test
    void a_header_with_a_name_of_ours_is_refused_and_what_is_sent_beside_it_is_not() {
        ProducerScene scene = new ProducerScene(kit, QUICK);
        Message letter = Message.builder(new byte[1])
                .header("trace", "7")
                .header("jono-origin-id", "orders/0/1/0")
                .build();
        scene.send(letter);
        assertThat(scene.nextFailure()).isEqualTo(Reason.INVALID);
        assertThat(scene.queue.received(QueueCommand.Send.class)).isEmpty();
        scene.send(letter.withoutReservedHeaders());
        scene.nextId();
        assertThat(scene.queue.received(QueueCommand.Send.class).get(0).messages())
                .containsExactly(
                        Message.builder(new byte[1]).header("trace", "7").build());
    }

    @Test
    void an_unknown_queue_fails_at_once_and_is_looked_for_again_by_the_next_send() {
        ProducerScene scene = new ProducerScene(kit, QUICK);
        scene.queue.undeclare();
        scene.send("a");
        assertThat(scene.nextFailure()).isEqualTo(Reason.UNKNOWN_QUEUE);
        scene.queue.declare(FakeQueue.NAME, QueueSettings.DEFAULT);
        scene.send("b");
        scene.nextId();
    }

    @Test
    void a_refusal_for_good_fails_its_own_batch_and_the_others_go_on() {
        ProducerScene scene = new ProducerScene(kit, ProducerSettings.DEFAULT);
        scene.sendTwoThatAreHeld();
        refuseTheFirst(scene);
        assertThat(scene.nextFailure()).isEqualTo(Reason.INVALID);
        assertThat(scene.nextId().offset()).isZero();
        assertThat(scene.queue.storedTexts()).containsExactly("b");
    }

    @Test
    void a_refusal_of_a_repeat_does_not_say_what_became_of_the_first_try() {
        ProducerScene scene = new ProducerScene(kit, QUICK);
        AtomicInteger sends = new AtomicInteger();
        scene.queue.fate(command -> sends.getAndIncrement() == 0 ? Fate.REPLY_LOST : Fate.TAKEN);
        scene.queue.refuse(command -> sends.get() > 1 ? failed(Reason.INVALID) : null);
        scene.send("a");
        assertThat(scene.nextFailure()).isEqualTo(Reason.UNKNOWN);
        assertThat(scene.queue.storedTexts()).containsExactly("a");
    }

    @Test
    void a_refusal_for_good_that_does_not_name_its_batch_is_not_certain() {
        ProducerScene scene = new ProducerScene(kit, ProducerSettings.DEFAULT);
        scene.queue.refuseWithoutNames();
        scene.sendTwoThatAreHeld();
        refuseTheFirst(scene);
        assertThat(scene.nextFailure()).isEqualTo(Reason.UNKNOWN);
        assertThat(scene.nextFailure()).isEqualTo(Reason.UNKNOWN);
    }

    /** Has the queue refuse the first of two batches for good, and take the second. */
    private static void refuseTheFirst(ProducerScene scene) {
        scene.queue.refuse(
                command -> ((QueueCommand.Send) command).firstSequence() == 2 ? null : failed(Reason.INVALID));
        scene.queue.releaseHeld();
    }
}
