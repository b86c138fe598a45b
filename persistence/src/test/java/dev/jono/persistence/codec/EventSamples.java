package dev.jono.persistence.codec;

import dev.jono.api.Backoff;
import dev.jono.api.LeaseToken;
import dev.jono.api.Message;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply.SendOutcome;
import dev.jono.core.DeadLetterInfo;
import dev.jono.core.Event;
import dev.jono.core.LeaseRecord;
import dev.jono.core.Offsets;
import dev.jono.core.StoredMessage;
import dev.jono.core.Suspicion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** One of each event, every field with a value of its own. */
final class EventSamples {
    static final QueueName DEAD = QueueName.of("orders.dlq");
    static final QueueKey KEY = new QueueKey(QueueName.of("orders"), 0, 3);

    private EventSamples() {}

    static List<Event> all() {
        QueueSettings settings = QueueSettings.builder()
                .lease(Duration.ofSeconds(7))
                .maxAttempts(9)
                .backoff(new Backoff(Duration.ofMillis(10), 1.5, Duration.ofSeconds(3), 0.25))
                .deadLetterQueue(DEAD)
                .maxMessages(11)
                .maxBytes(12)
                .maxMessageBytes(13)
                .deduplicationWindow(Duration.ofSeconds(14))
                .maxDeduplicationIds(15)
                .deadLetterExpired(true)
                .build();
        Message full = Message.builder("payload".getBytes(StandardCharsets.UTF_8))
                .contentType("text/plain")
                .header("trace", "42")
                .delay(Duration.ofMillis(1500))
                .deduplicationId("id-1")
                .timeToLive(Duration.ofMinutes(2))
                .build();
        ProducerId producer = new ProducerId("producer-1");
        LeaseRecord lease =
                new LeaseRecord(5, new LeaseToken(3, 4, 6), new ConsumerId("node@host#1", "consumer-1"), 30_000, true);
        DeadLetterInfo info = new DeadLetterInfo("max-attempts", 5, "it broke", "node-1", 1_700_000_000_000L);
        return List.of(
                new Event.Declared(KEY, settings),
                new Event.SettingsChanged(QueueSettings.DEFAULT),
                new Event.EpochStarted(4, 1_700_000_000_001L, "node-1"),
                new Event.EpochEnded(),
                new Event.CapacityGrew(1024),
                new Event.Enqueued(producer, 7, 6, 100, 1_700_000_000_002L, List.of(full, Message.of(new byte[0]))),
                new Event.Refused(producer, 9, 8, 2, SendOutcome.Kind.QUEUE_FULL, 1_700_000_000_003L),
                new Event.Duplicate(producer, 11, 10, 99, 1_700_000_000_004L),
                new Event.SessionsEnded(List.of(producer, new ProducerId("producer-2"))),
                new Event.Matured(1_700_000_000_005L),
                new Event.Leased(List.of(lease)),
                new Event.Acked(Offsets.of(0, 3, 4, 1_000_000_000_000L)),
                new Event.Returned(12, 2, 1_700_000_000_006L, Suspicion.COUNTED),
                new Event.DeadLettered(13, DEAD, 17, info),
                new Event.HandedOver(DEAD, 17),
                new Event.Expired(Offsets.of(14)),
                new Event.Purged(15),
                new Event.PauseChanged(true),
                new Event.Carried(List.of(
                        new StoredMessage(18, 1_700_000_000_007L, full),
                        new StoredMessage(21, 1_700_000_000_009L, Message.of("carried")))));
    }
}
