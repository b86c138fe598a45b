package dev.jono.cluster.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueStatus;

/** A queue at one moment, as JSON. */
final class StatusJson {
    private StatusJson() {}

    static ObjectNode write(QueueStatus status) {
        ObjectNode json = key(status.key());
        json.put("epoch", status.epoch());
        json.put("depth", status.depth());
        json.put("bytes", status.bytes());
        json.put("ready", status.ready());
        json.put("delayed", status.delayed());
        json.put("leased", status.leased());
        json.put("handingOver", status.handingOver());
        json.put("consumers", status.consumers());
        json.put("paused", status.paused());
        json.put("oldestAgeMillis", status.oldestAgeMillis());
        json.put("sent", status.sent());
        json.put("acked", status.acked());
        json.put("deadLettered", status.deadLettered());
        json.put("expired", status.expired());
        json.put("redelivered", status.redelivered());
        json.set("settings", SettingsJson.write(status.settings()));
        return json;
    }

    /** A queue that did not answer. */
    static ObjectNode write(QueueKey key, HttpProblem problem) {
        ObjectNode json = key(key);
        json.put("error", problem.code());
        json.put("message", problem.detail());
        return json;
    }

    private static ObjectNode key(QueueKey key) {
        ObjectNode json = JsonFields.MAPPER.createObjectNode();
        json.put("queue", key.queue().value());
        json.put("partition", key.partition());
        json.put("generation", key.generation());
        return json;
    }
}
