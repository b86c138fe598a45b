package dev.jono.persistence;

import dev.jono.api.Message;
import dev.jono.api.actor.QueueRequest;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueReply.Delivered;
import dev.jono.api.protocol.QueueReply.SettleResult;
import dev.jono.api.protocol.QueueStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;

/** Speaks the protocol by hand: one producer and one consumer. */
final class TestClient {
    private static final Duration WAIT = Duration.ofSeconds(30);

    private final QueueKey key;
    private final LocalQueues queues;
    private final TestProbe<QueueReply> probe;
    private final TestProbe<QueueReply> consumerProbe;
    private final ConsumerId consumer = new ConsumerId("test-process", "consumer");

    TestClient(ActorTestKit kit, LocalQueues queues, QueueKey key) {
        this.queues = queues;
        this.probe = kit.createTestProbe();
        this.consumerProbe = kit.createTestProbe();
        this.key = key;
    }

    void tell(QueueCommand command) {
        queues.queues().tell(key, new QueueRequest(command, probe.getRef()));
    }

    QueueReply.Sent send(long firstSequence, String... texts) {
        tell(new QueueCommand.Send(new ProducerId("producer"), firstSequence, firstSequence, messages(texts)));
        return expect(QueueReply.Sent.class);
    }

    /** Sends, and returns whatever is answered. */
    QueueReply trySend(long firstSequence, String... texts) {
        tell(new QueueCommand.Send(new ProducerId("producer"), firstSequence, firstSequence, messages(texts)));
        return probe.receiveMessage(WAIT);
    }

    <T extends QueueReply> T expect(Class<T> kind) {
        return probe.expectMessageClass(kind, WAIT);
    }

    private static List<Message> messages(String... texts) {
        return List.of(texts).stream().map(Message::of).toList();
    }

    void refresh(long grant, int capacity) {
        refreshHolding(grant, capacity, List.of());
    }

    void refreshHolding(long grant, int capacity, List<Delivered> held) {
        var holding = held.stream()
                .map(one -> new QueueCommand.HeldDelivery(one.offset(), one.token(), true, true))
                .toList();
        queues.queues()
                .tell(
                        key,
                        new QueueRequest(
                                new QueueCommand.Refresh(
                                        consumer, grant, capacity, 0, Math.max(1, capacity), 0, 0, holding),
                                consumerProbe.getRef()));
        consumerProbe.expectMessageClass(QueueReply.Refreshed.class, WAIT);
    }

    List<Delivered> deliveries(int count) {
        List<Delivered> received = new ArrayList<>();
        while (received.size() < count) {
            received.addAll(consumerProbe
                    .expectMessageClass(QueueReply.Deliveries.class, WAIT)
                    .deliveries());
        }
        return received;
    }

    List<SettleResult.Kind> settle(List<Delivered> deliveries, QueueCommand.Outcome outcome) {
        tell(settling(deliveries, outcome));
        return expect(QueueReply.Settled.class).results().stream()
                .map(SettleResult::kind)
                .toList();
    }

    static QueueCommand settling(List<Delivered> deliveries, QueueCommand.Outcome outcome) {
        return new QueueCommand.Settle(deliveries.stream()
                .map(one -> new QueueCommand.Settlement(one.offset(), one.token(), outcome))
                .toList());
    }

    QueueStatus status() {
        tell(new QueueCommand.Describe());
        return probe.expectMessageClass(QueueReply.Described.class, WAIT).status();
    }
}
