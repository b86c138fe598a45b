package dev.jono.api.wire;

import dev.jono.api.Backoff;
import dev.jono.api.JonoException;
import dev.jono.api.LeaseToken;
import dev.jono.api.Message;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueReply.SendOutcome;
import dev.jono.api.protocol.QueueReply.SettleResult;
import dev.jono.api.protocol.QueueStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One value at least of every command and reply, by name; the golden files hold the same ones. */
final class Samples {
    private static final QueueKey KEY = new QueueKey(new QueueName("orders"), 0, 3);
    private static final ProducerId PRODUCER = new ProducerId("producer-1");
    private static final ConsumerId CONSUMER = new ConsumerId("node-a", "consumer-1");
    private static final LeaseToken TOKEN = new LeaseToken(3, 7, 42);
    private static final LeaseToken OLDER_TOKEN = new LeaseToken(3, 6, 12_345_678_901L);
    private static final Message PLAIN = Message.of("hello".getBytes(StandardCharsets.UTF_8));
    private static final Message FULL = Message.builder(new byte[] {0, -1, 127, -128})
            .contentType("application/octet-stream")
            .header("trace", "äöü")
            .delay(Duration.ofSeconds(5))
            .deduplicationId("order-17")
            .timeToLive(Duration.ofHours(1))
            .build();
    private static final Message EMPTY = Message.of(new byte[0]);
    private static final QueueSettings SETTINGS = QueueSettings.builder()
            .lease(Duration.ofSeconds(45))
            .maxAttempts(QueueSettings.UNLIMITED_ATTEMPTS)
            .backoff(new Backoff(Duration.ofMillis(10), 1.5, Duration.ofSeconds(9), 0.25))
            .deadLetterQueue(new QueueName("bad-orders"))
            .maxMessages(1_000)
            .maxBytes(1L << 41)
            .maxMessageBytes(2_000)
            .deduplicationWindow(Duration.ZERO)
            .maxDeduplicationIds(12)
            .deadLetterExpired(true)
            .build();

    private Samples() {}

    static Map<String, QueueCommand> commands() {
        Map<String, QueueCommand> samples = new LinkedHashMap<>();
        samples.put("send", new QueueCommand.Send(PRODUCER, 17, 15, List.of(PLAIN, FULL, EMPTY)));
        samples.put(
                "refresh",
                new QueueCommand.Refresh(
                        CONSUMER,
                        9,
                        500,
                        0,
                        8,
                        7,
                        42,
                        List.of(
                                new QueueCommand.HeldDelivery(1L << 40, TOKEN, true, false),
                                new QueueCommand.HeldDelivery(0, OLDER_TOKEN, false, true))));
        samples.put("refresh-empty", new QueueCommand.Refresh(CONSUMER, 1, 0, 0, 1, 0, 0, List.of()));
        samples.put("refresh-with-bytes", new QueueCommand.Refresh(CONSUMER, 2, 500, 1L << 24, 8, 7, 42, List.of()));
        samples.put("leave", new QueueCommand.Leave(CONSUMER));
        samples.put("receive", new QueueCommand.Receive(CONSUMER, 10, 0, Duration.ofSeconds(20), null));
        samples.put(
                "receive-with-lease", new QueueCommand.Receive(CONSUMER, 1, 0, Duration.ZERO, Duration.ofMinutes(2)));
        samples.put(
                "receive-with-bytes", new QueueCommand.Receive(CONSUMER, 10, 1L << 20, Duration.ofSeconds(20), null));
        samples.put(
                "settle",
                new QueueCommand.Settle(List.of(
                        new QueueCommand.Settlement(1, TOKEN, QueueCommand.Ack.INSTANCE),
                        new QueueCommand.Settlement(2, OLDER_TOKEN, new QueueCommand.Nack(null, "")),
                        new QueueCommand.Settlement(3, TOKEN, new QueueCommand.Nack(Duration.ZERO, "boom")),
                        new QueueCommand.Settlement(4, TOKEN, new QueueCommand.Reject("")),
                        new QueueCommand.Settlement(5, TOKEN, new QueueCommand.Extend(Duration.ofSeconds(60))),
                        new QueueCommand.Settlement(6, TOKEN, QueueCommand.GiveBack.INSTANCE))));
        samples.put("purge", new QueueCommand.Purge());
        samples.put("pause", new QueueCommand.Pause());
        samples.put("resume", new QueueCommand.Resume());
        samples.put("change-settings", new QueueCommand.ChangeSettings(SETTINGS));
        samples.put("change-settings-default", new QueueCommand.ChangeSettings(QueueSettings.DEFAULT));
        samples.put("describe", new QueueCommand.Describe());
        return samples;
    }

    static Map<String, QueueReply> replies() {
        Map<String, QueueReply> samples = new LinkedHashMap<>();
        samples.put(
                "sent",
                new QueueReply.Sent(
                        KEY,
                        PRODUCER,
                        17,
                        List.of(
                                new SendOutcome(SendOutcome.Kind.STORED, 2, 0),
                                new SendOutcome(SendOutcome.Kind.DUPLICATE, 1, 1L << 40),
                                new SendOutcome(SendOutcome.Kind.QUEUE_FULL, 3, -1),
                                new SendOutcome(SendOutcome.Kind.MESSAGE_TOO_LARGE, 1, -1),
                                new SendOutcome(SendOutcome.Kind.DEDUPLICATION_FULL, 1, -1))));
        samples.put("out-of-sequence", new QueueReply.OutOfSequence(KEY, PRODUCER, 15));
        samples.put(
                "settled",
                new QueueReply.Settled(
                        KEY,
                        List.of(
                                new SettleResult(TOKEN, SettleResult.Kind.DONE),
                                new SettleResult(OLDER_TOKEN, SettleResult.Kind.ALREADY_SETTLED),
                                new SettleResult(TOKEN, SettleResult.Kind.LEASE_LOST))));
        samples.put(
                "deliveries",
                new QueueReply.Deliveries(
                        KEY,
                        7,
                        List.of(
                                new QueueReply.Delivered(5, TOKEN, 1, 1_700_000_000_123L, 30_000, FULL),
                                new QueueReply.Delivered(0, OLDER_TOKEN, 1_000, 1, 100, EMPTY))));
        samples.put("deliveries-none", new QueueReply.Deliveries(KEY, 7, List.of()));
        samples.put("refreshed", new QueueReply.Refreshed(KEY, 7, List.of(TOKEN, OLDER_TOKEN), 0));
        samples.put("refreshed-after-deliveries", new QueueReply.Refreshed(KEY, 7, List.of(), 1L << 40));
        samples.put("done", QueueReply.Done.INSTANCE);
        samples.put("purged", new QueueReply.Purged(0));
        samples.put(
                "described",
                new QueueReply.Described(
                        new QueueStatus(KEY, SETTINGS, 7, 1, 2, 3, 4, 5, 6, 7, true, 8, 9, 10, 11, 12, 13)));
        samples.put("failed", new QueueReply.Failed(JonoException.Reason.OVERLOADED, "Slow down."));
        samples.put(
                "failed-send", new QueueReply.Failed(JonoException.Reason.TOO_MANY_PRODUCERS, "Share them.", 17, 3));
        return samples;
    }
}
