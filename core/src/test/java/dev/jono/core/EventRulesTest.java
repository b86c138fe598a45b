package dev.jono.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.jono.api.LeaseToken;
import dev.jono.api.Message;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.QueueReply.SendOutcome;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventRulesTest {
    private static final QueueName DLQ = QueueName.of("work.dlq");

    /** One event of each kind, in an order in which they may happen. */
    private static final List<Event> HISTORY = List.of(
            new Event.Declared(QueueRig.KEY, QueueSettings.DEFAULT),
            new Event.EpochStarted(1, 10, "node"),
            new Event.SettingsChanged(QueueSettings.DEFAULT),
            new Event.CapacityGrew(16),
            new Event.Enqueued(
                    QueueRig.PRODUCER,
                    1,
                    1,
                    0,
                    10,
                    List.of(Message.of("a"), Message.of("b"), Message.of("c"), Message.of("d"), Message.of("e"))),
            new Event.Refused(QueueRig.PRODUCER, 6, 6, 1, SendOutcome.Kind.QUEUE_FULL, 10),
            new Event.Duplicate(QueueRig.PRODUCER, 7, 7, 0, 10),
            new Event.Leased(List.of(new LeaseRecord(0, new LeaseToken(1, 1, 1), QueueRig.ALICE, 30_000, false))),
            new Event.Acked(Offsets.of(0)),
            new Event.Returned(1, 1, 20, Suspicion.SUSPECT),
            new Event.Matured(20),
            new Event.Carried(List.of(
                    new StoredMessage(1, 10, Message.of("b")),
                    new StoredMessage(2, 10, Message.of("c")),
                    new StoredMessage(3, 10, Message.of("d")),
                    new StoredMessage(4, 10, Message.of("e")))),
            new Event.DeadLettered(1, DLQ, 1, new DeadLetterInfo("rejected", 1, "", "node", 20)),
            new Event.HandedOver(DLQ, 1),
            new Event.Expired(Offsets.of(2)),
            new Event.PauseChanged(true),
            new Event.Purged(5),
            new Event.SessionsEnded(List.of(QueueRig.PRODUCER)),
            new Event.EpochEnded());

    @Test
    void everyEventHasARule() {
        assertThat(HISTORY.stream().<Class<?>>map(Event::getClass))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Event.class.getPermittedSubclasses()).toList());
        Queue queue = Queue.empty(Limits.DEFAULT);
        for (Event event : HISTORY) {
            var before = Canonical.of(queue.image());
            assertThatCode(() -> queue.evolve(event, 1)).as("%s", event).doesNotThrowAnyException();
            assertThat(event instanceof Event.SettingsChanged
                            || !Canonical.of(queue.image()).equals(before))
                    .as("%s changes something", event)
                    .isTrue();
        }
        assertThat(queue.state().depth()).isZero();
    }

    @Test
    void aGapInTheOffsetsStopsTheQueue() {
        Queue queue = Queue.empty(Limits.DEFAULT);
        Event gap = new Event.Enqueued(QueueRig.PRODUCER, 1, 1, 7, 10, List.of(Message.of("a")));
        assertThatCode(() -> queue.evolve(gap, 3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("row 3");
    }

    @Test
    void aBrokenInvariantStopsTheQueue() {
        QueueRig rig = new QueueRig();
        rig.sendPlain(1);
        rig.queue.state().ready.remove(0);
        assertThatCode(rig::tick)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the rows hold another number of messages than the index");
    }
}
