package dev.jono.api.actor;

import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.Message;
import dev.jono.api.MessageId;
import dev.jono.api.ProducerSettings;
import dev.jono.api.actor.FakeQueue.Fate;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.awaitility.Awaitility;

/** A producer of a queue of its own. */
final class ProducerScene {
    static final ProducerSettings QUICK =
            ProducerSettings.builder().retryAfter(Duration.ofMillis(100)).build();

    final FakeQueue queue = new FakeQueue();
    final TestProbe<StatusReply<MessageId>> answers;
    final ActorRef<Producer.Command> producer;
    private final ActorTestKit kit;

    ProducerScene(ActorTestKit kit, ProducerSettings settings) {
        this.kit = kit;
        this.answers = kit.createTestProbe();
        this.producer = kit.spawn(Producer.create(queue, FakeQueue.NAME, settings));
    }

    static QueueReply failed(Reason reason) {
        return new QueueReply.Failed(reason, "As the test says.");
    }

    static List<String> numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "m" + i).toList();
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

    /** Sends two messages, each a batch of its own, and leaves both on their way. */
    void sendTwoThatAreHeld() {
        queue.fate(command -> Fate.HELD);
        send("a");
        awaitHeld(1);
        send("b");
        awaitHeld(2);
    }

    MessageId nextId() {
        return answers.receiveMessage(Stages.PATIENCE).getValue();
    }

    List<MessageId> nextIds(int count) {
        return IntStream.range(0, count).mapToObj(i -> nextId()).toList();
    }

    Reason nextFailure() {
        return nextException().reason();
    }

    JonoException nextException() {
        return (JonoException) answers.receiveMessage(Stages.PATIENCE).getError();
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
        probe.receiveMessage(Stages.PATIENCE);
    }

    void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Stages.PATIENCE).until(condition);
    }
}
