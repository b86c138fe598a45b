package dev.jono.api.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.Message;
import dev.jono.api.MessageId;
import dev.jono.api.ProducerSettings;
import dev.jono.api.QueueSettings;
import dev.jono.api.actor.FakeQueue.Fate;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class ProducerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ProducerSettings QUICK =
            ProducerSettings.builder().retryAfter(Duration.ofMillis(100)).build();

    private final ActorTestKit kit = ActorTestKit.create("producer");

    @AfterAll
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void a_message_is_answered_with_its_id_once_it_is_stored() {
        Scene scene = new Scene(QUICK);
        scene.send("a");
        assertThat(scene.nextId()).isEqualTo(scene.queue.key.messageId(0));
        assertThat(scene.queue.storedTexts()).containsExactly("a");
    }

    @Test
    void what_arrives_while_batches_are_on_their_way_goes_as_one() {
        Scene scene = new Scene(ProducerSettings.DEFAULT);
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
        Scene scene = new Scene(ProducerSettings.builder()
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
    void a_lost_request_is_sent_again_and_the_order_holds() {
        Scene scene = new Scene(QUICK);
        AtomicInteger sends = new AtomicInteger();
        scene.queue.fate(command -> sends.getAndIncrement() == 0 ? Fate.LOST : Fate.TAKEN);
        scene.sendNumbered(50);
        scene.nextIds(50);
        assertThat(scene.queue.storedTexts()).isEqualTo(numbered(50));
    }

    @Test
    void a_lost_reply_does_not_store_twice() {
        Scene scene = new Scene(QUICK);
        AtomicInteger sends = new AtomicInteger();
        scene.queue.fate(command -> sends.getAndIncrement() < 2 ? Fate.REPLY_LOST : Fate.TAKEN);
        scene.sendNumbered(20);
        scene.nextIds(20);
        assertThat(scene.queue.storedTexts()).isEqualTo(numbered(20));
    }

    @Test
    void a_reply_that_comes_twice_is_harmless() {
        Scene scene = new Scene(QUICK);
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
        Scene scene = new Scene(ProducerSettings.builder()
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
        Scene scene = new Scene(QUICK);
        scene.sendNumbered(3);
        scene.nextIds(3);
        scene.queue.endSessions();
        scene.send("after");
        assertThat(scene.nextId().offset()).isEqualTo(3);
    }

    @Test
    void a_gap_is_sent_again_at_once() {
        Scene scene = new Scene(
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
        Scene scene = new Scene(ProducerSettings.builder()
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
    void passing_failures_are_retried() {
        for (Reason reason : List.of(Reason.UNAVAILABLE, Reason.OVERLOADED, Reason.UNKNOWN)) {
            Scene scene = new Scene(QUICK);
            AtomicInteger refusals = new AtomicInteger(3);
            scene.queue.refuse(command -> refusals.getAndDecrement() > 0 ? failed(reason) : null);
            scene.sendNumbered(10);
            scene.nextIds(10);
            assertThat(scene.queue.storedTexts()).isEqualTo(numbered(10));
        }
    }

    @Test
    void giving_up_is_unknown_and_does_not_block_what_follows() {
        Scene scene = new Scene(ProducerSettings.builder()
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
        Scene scene = new Scene(ProducerSettings.builder()
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
        Scene scene = new Scene(
                ProducerSettings.builder().giveUpAfter(Duration.ofMillis(200)).build());
        scene.queue.failResolving(Integer.MAX_VALUE);
        scene.send("a");
        assertThat(scene.nextFailure()).isEqualTo(Reason.UNAVAILABLE);
    }

    @Test
    void an_owner_that_is_found_late_is_waited_for() {
        Scene scene = new Scene(QUICK);
        scene.queue.failResolving(3);
        scene.send("a");
        scene.nextId();
    }

    @Test
    void past_its_window_it_is_overloaded_at_once() {
        Scene scene = new Scene(ProducerSettings.builder().maxUnconfirmed(10).build());
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
        Scene scene =
                new Scene(ProducerSettings.builder().maxUnconfirmedBytes(1_000).build());
        scene.queue.fate(command -> Fate.HELD);
        scene.send(Message.of(new byte[5_000]));
        scene.send(Message.of(new byte[1]));
        assertThat(scene.nextFailure()).isEqualTo(Reason.OVERLOADED);
    }

    @Test
    void refusals_fail_only_their_own_messages() {
        Scene scene = new Scene(QUICK);
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
        Scene scene = new Scene(QUICK);
        scene.send(Message.of(new byte[QueueSettings.MAX_MESSAGE_BYTES_LIMIT + 1]));
        assertThat(scene.nextFailure()).isEqualTo(Reason.MESSAGE_TOO_LARGE);
        assertThat(scene.queue.received(QueueCommand.Send.class)).isEmpty();
    }

    @Test
    void a_header_with_a_name_of_ours_is_refused_and_what_is_sent_beside_it_is_not() {
        Scene scene = new Scene(QUICK);
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
        Scene scene = new Scene(QUICK);
        scene.queue.undeclare();
        scene.send("a");
        assertThat(scene.nextFailure()).isEqualTo(Reason.UNKNOWN_QUEUE);
        scene.queue.declare(FakeQueue.NAME, QueueSettings.DEFAULT);
        scene.send("b");
        scene.nextId();
    }

    @Test
    void a_refusal_for_good_fails_its_own_batch_and_the_others_go_on() {
        Scene scene = new Scene(ProducerSettings.DEFAULT);
        scene.queue.fate(command -> Fate.HELD);
        scene.send("a");
        scene.awaitHeld(1);
        scene.send("b");
        scene.awaitHeld(2);
        scene.queue.refuse(
                command -> ((QueueCommand.Send) command).firstSequence() == 2 ? null : failed(Reason.INVALID));
        scene.queue.releaseHeld();
        assertThat(scene.nextFailure()).isEqualTo(Reason.INVALID);
        assertThat(scene.nextId().offset()).isZero();
        assertThat(scene.queue.storedTexts()).containsExactly("b");
    }

    @Test
    void a_refusal_of_a_repeat_does_not_say_what_became_of_the_first_try() {
        Scene scene = new Scene(QUICK);
        AtomicInteger sends = new AtomicInteger();
        scene.queue.fate(command -> sends.getAndIncrement() == 0 ? Fate.REPLY_LOST : Fate.TAKEN);
        scene.queue.refuse(command -> sends.get() > 1 ? failed(Reason.INVALID) : null);
        scene.send("a");
        assertThat(scene.nextFailure()).isEqualTo(Reason.UNKNOWN);
        assertThat(scene.queue.storedTexts()).containsExactly("a");
    }

    @Test
    void a_refusal_for_good_that_does_not_name_its_batch_is_not_certain() {
        Scene scene = new Scene(ProducerSettings.DEFAULT);
        scene.queue.refuseWithoutNames();
        scene.queue.fate(command -> Fate.HELD);
        scene.send("a");
        scene.awaitHeld(1);
        scene.send("b");
        scene.awaitHeld(2);
        scene.queue.refuse(
                command -> ((QueueCommand.Send) command).firstSequence() == 2 ? null : failed(Reason.INVALID));
        scene.queue.releaseHeld();
        assertThat(scene.nextFailure()).isEqualTo(Reason.UNKNOWN);
        assertThat(scene.nextFailure()).isEqualTo(Reason.UNKNOWN);
    }

    @Test
    void many_messages_get_one_answer_with_a_result_each() {
        Scene scene = new Scene(QUICK);
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

    @Test
    void a_stop_waits_for_what_is_unconfirmed() {
        Scene scene = new Scene(QUICK);
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
        Scene scene = new Scene(ProducerSettings.builder()
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

    @Test
    void the_outbox_is_bounded_where_the_caller_is_and_fails_what_a_stopped_producer_left() {
        ProducerSettings settings = ProducerSettings.builder().maxUnconfirmed(2).build();
        Outbox outbox = new Outbox(FakeQueue.NAME, settings);
        List<CompletionStage<MessageId>> sent = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sent.add(outbox.send(Message.of("m" + i)));
        }
        assertThat(sent.get(2)).isCompletedExceptionally();
        outbox.close();
        sent.add(outbox.send(Message.of("late")));
        assertThat(sent).allSatisfy(stage -> assertThat(stage).isCompletedExceptionally());
    }

    private static QueueReply failed(Reason reason) {
        return new QueueReply.Failed(reason, "As the test says.");
    }

    private static List<String> numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "m" + i).toList();
    }

    private TestProbe<StatusReply<MessageId>> probe() {
        return kit.createTestProbe();
    }

    /** A producer of a queue of its own. */
    private final class Scene {
        final FakeQueue queue = new FakeQueue();
        final TestProbe<StatusReply<MessageId>> answers = probe();
        final ActorRef<Producer.Command> producer;

        Scene(ProducerSettings settings) {
            producer = kit.spawn(Producer.create(queue, FakeQueue.NAME, settings));
        }

        void send(String text) {
            send(Message.of(text));
        }

        void send(Message message) {
            producer.tell(new Producer.Send(message, answers.getRef()));
        }

        void sendNumbered(int count) {
            numbered(count).forEach(this::send);
        }

        MessageId nextId() {
            return answers.receiveMessage(PATIENCE).getValue();
        }

        List<MessageId> nextIds(int count) {
            return IntStream.range(0, count).mapToObj(i -> nextId()).toList();
        }

        Reason nextFailure() {
            return nextException().reason();
        }

        JonoException nextException() {
            return (JonoException) answers.receiveMessage(PATIENCE).getError();
        }

        QueueCommand.Send lastSend() {
            List<QueueCommand.Send> sends = queue.received(QueueCommand.Send.class);
            return sends.get(sends.size() - 1);
        }

        void awaitHeld(int requests) {
            await(() -> queue.heldRequests() >= requests);
        }

        /** Waits until the producer has taken everything told so far: it answers in order. */
        void settleDown() {
            TestProbe<Producer.SentMany> probe = kit.createTestProbe();
            producer.tell(new Producer.SendMany(List.of(), probe.getRef()));
            probe.receiveMessage(PATIENCE);
        }

        void await(Callable<Boolean> condition) {
            Awaitility.await().atMost(PATIENCE).until(condition);
        }
    }
}
