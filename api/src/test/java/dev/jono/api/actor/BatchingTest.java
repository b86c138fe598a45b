package dev.jono.api.actor;

import static dev.jono.api.actor.ProducerScene.QUICK;
import static dev.jono.api.actor.ProducerScene.numbered;
import static dev.jono.api.actor.Stages.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.Message;
import dev.jono.api.MessageId;
import dev.jono.api.ProducerSettings;
import dev.jono.api.actor.FakeQueue.Fate;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** How a producer gathers messages into batches. */
@TestInstance(Lifecycle.PER_CLASS)
class BatchingTest {
    private final ActorTestKit kit = ActorTestKit.create("batching");

    @AfterAll
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void a_message_is_answered_with_its_id_once_it_is_stored() {
        ProducerScene scene = new ProducerScene(kit, QUICK);
        scene.send("a");
        assertThat(scene.nextId()).isEqualTo(scene.queue.key.messageId(0));
        assertThat(scene.queue.storedTexts()).containsExactly("a");
    }

    @Test
    void what_arrives_while_batches_are_on_their_way_goes_as_one() {
        ProducerScene scene = new ProducerScene(kit, ProducerSettings.DEFAULT);
        scene.queue.fate(command -> Fate.HELD);
        scene.send("m0");
        scene.awaitHeld(1);
        numbered(100).subList(1, 100).forEach(scene::send);
        scene.awaitHeld(2);
        scene.settleDown();
        scene.queue.releaseHeld();
        for (int i = 0; i < 100; i++) {
            assertThat(scene.nextId().offset()).isEqualTo(i);
        }
        assertThat(scene.queue.storedTexts()).isEqualTo(numbered(100));
        List<Integer> sizes = scene.queue.received(QueueCommand.Send.class).stream()
                .map(send -> send.messages().size())
                .toList();
        assertThat(sizes).containsExactly(1, 1, 98);
    }

    @Test
    void a_batch_is_no_larger_than_allowed_and_few_are_on_their_way() {
        ProducerScene scene = new ProducerScene(
                kit,
                ProducerSettings.builder()
                        .maxBatchBytes(10_000)
                        .maxBatchesInFlight(3)
                        .build());
        scene.queue.fate(command -> Fate.HELD);
        for (int i = 0; i < 40; i++) {
            scene.send(Message.of(new byte[1_000]));
        }
        scene.send(Message.of(new byte[30_000]));
        scene.awaitHeld(3);
        scene.settleDown();
        assertThat(scene.queue.heldRequests()).isEqualTo(3);
        scene.queue.releaseHeld();
        for (int i = 0; i < 41; i++) {
            scene.nextId();
        }
        for (QueueCommand.Send send : scene.queue.received(QueueCommand.Send.class)) {
            int bytes = send.messages().stream().mapToInt(Message::sizeBytes).sum();
            assertThat(bytes <= 10_000 || send.messages().size() == 1).isTrue();
        }
    }

    @Test
    void many_messages_get_one_answer_with_a_result_each() {
        ProducerScene scene = new ProducerScene(kit, QUICK);
        TestProbe<Producer.SentMany> probe = kit.createTestProbe();
        scene.queue.admit(message -> message.text().equals("full")
                ? QueueReply.SendOutcome.Kind.QUEUE_FULL
                : QueueReply.SendOutcome.Kind.STORED);
        scene.producer.tell(
                new Producer.SendMany(List.of(Message.of("a"), Message.of("full"), Message.of("b")), probe.getRef()));
        List<StatusReply<MessageId>> results = probe.receiveMessage(PATIENCE).results();
        assertThat(results).extracting(StatusReply::isSuccess).containsExactly(true, false, true);
        assertThat(results.get(2).getValue().offset()).isEqualTo(1);
    }
}
