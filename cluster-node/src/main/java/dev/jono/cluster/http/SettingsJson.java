package dev.jono.cluster.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jono.api.Backoff;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;

/** A queue's settings as JSON. What is left out has its default. */
final class SettingsJson {
    /** How unlimited attempts are written: 0, because a message is always tried once. */
    private static final int UNLIMITED = 0;

    private SettingsJson() {}

    static QueueSettings read(JsonFields json) {
        return read(json, QueueSettings.DEFAULT);
    }

    /** Returns these settings with what the JSON says changed. */
    static QueueSettings read(JsonFields json, QueueSettings before) {
        QueueSettings.Builder settings = before.toBuilder();
        json.millis("leaseMillis").ifPresent(settings::lease);
        json.integer("maxAttempts")
                .map(attempts -> attempts == UNLIMITED ? QueueSettings.UNLIMITED_ATTEMPTS : attempts)
                .ifPresent(settings::maxAttempts);
        json.object("backoff")
                .map(backoff -> backoff(backoff, before.backoff()))
                .ifPresent(settings::backoff);
        json.text("deadLetterQueue").map(QueueName::new).ifPresent(settings::deadLetterQueue);
        json.number("maxMessages").ifPresent(settings::maxMessages);
        json.number("maxBytes").ifPresent(settings::maxBytes);
        json.integer("maxMessageBytes").ifPresent(settings::maxMessageBytes);
        json.millis("deduplicationWindowMillis").ifPresent(settings::deduplicationWindow);
        json.integer("maxDeduplicationIds").ifPresent(settings::maxDeduplicationIds);
        json.flag("deadLetterExpired").ifPresent(settings::deadLetterExpired);
        json.requireNoOthers();
        return settings.build();
    }

    static ObjectNode write(QueueSettings settings) {
        ObjectNode json = JsonFields.MAPPER.createObjectNode();
        json.put("leaseMillis", settings.lease().toMillis());
        json.put(
                "maxAttempts",
                settings.maxAttempts() == QueueSettings.UNLIMITED_ATTEMPTS ? UNLIMITED : settings.maxAttempts());
        Backoff backoff = settings.backoff();
        json.putObject("backoff")
                .put("firstMillis", backoff.first().toMillis())
                .put("multiplier", backoff.multiplier())
                .put("capMillis", backoff.cap().toMillis())
                .put("jitter", backoff.jitter());
        QueueName deadLetters = settings.deadLetterQueue();
        json.put("deadLetterQueue", deadLetters == null ? null : deadLetters.value());
        json.put("maxMessages", settings.maxMessages());
        json.put("maxBytes", settings.maxBytes());
        json.put("maxMessageBytes", settings.maxMessageBytes());
        json.put("deduplicationWindowMillis", settings.deduplicationWindow().toMillis());
        json.put("maxDeduplicationIds", settings.maxDeduplicationIds());
        json.put("deadLetterExpired", settings.deadLetterExpired());
        return json;
    }

    private static Backoff backoff(JsonFields json, Backoff before) {
        Backoff backoff = new Backoff(
                json.millis("firstMillis").orElse(before.first()),
                json.decimal("multiplier").orElse(before.multiplier()),
                json.millis("capMillis").orElse(before.cap()),
                json.decimal("jitter").orElse(before.jitter()));
        json.requireNoOthers();
        return backoff;
    }
}
