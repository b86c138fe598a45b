package dev.jono.api.wire;

import dev.jono.api.Backoff;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.proto.BackoffProto;
import dev.jono.api.proto.SettingsProto;
import java.time.Duration;

/** Maps {@link QueueSettings} to their stored form and back. */
public final class SettingsCodec {
    private SettingsCodec() {}

    /** Returns the stored form. */
    public static SettingsProto toProto(QueueSettings settings) {
        SettingsProto.Builder proto = SettingsProto.newBuilder()
                .setLeaseMillis(settings.lease().toMillis())
                .setMaxAttempts(settings.maxAttempts())
                .setBackoff(toProto(settings.backoff()))
                .setMaxMessages(settings.maxMessages())
                .setMaxBytes(settings.maxBytes())
                .setMaxMessageBytes(settings.maxMessageBytes())
                .setDeduplicationWindowMillis(settings.deduplicationWindow().toMillis())
                .setMaxDeduplicationIds(settings.maxDeduplicationIds())
                .setDeadLetterExpired(settings.deadLetterExpired());
        if (settings.deadLetterQueue() != null) {
            proto.setDeadLetterQueue(settings.deadLetterQueue().value());
        }
        return proto.build();
    }

    /**
     * Returns the settings.
     *
     * @throws IllegalArgumentException when a value is outside its limits
     */
    public static QueueSettings fromProto(SettingsProto proto) {
        return QueueSettings.builder()
                .lease(Duration.ofMillis(proto.getLeaseMillis()))
                .maxAttempts(proto.getMaxAttempts())
                .backoff(fromProto(proto.getBackoff()))
                .deadLetterQueue(proto.hasDeadLetterQueue() ? new QueueName(proto.getDeadLetterQueue()) : null)
                .maxMessages(proto.getMaxMessages())
                .maxBytes(proto.getMaxBytes())
                .maxMessageBytes(proto.getMaxMessageBytes())
                .deduplicationWindow(Duration.ofMillis(proto.getDeduplicationWindowMillis()))
                .maxDeduplicationIds(proto.getMaxDeduplicationIds())
                .deadLetterExpired(proto.getDeadLetterExpired())
                .build();
    }

    private static BackoffProto toProto(Backoff backoff) {
        return BackoffProto.newBuilder()
                .setFirstMillis(backoff.first().toMillis())
                .setMultiplier(backoff.multiplier())
                .setCapMillis(backoff.cap().toMillis())
                .setJitter(backoff.jitter())
                .build();
    }

    private static Backoff fromProto(BackoffProto proto) {
        return new Backoff(
                Duration.ofMillis(proto.getFirstMillis()),
                proto.getMultiplier(),
                Duration.ofMillis(proto.getCapMillis()),
                proto.getJitter());
    }
}
