package dev.jono.cluster.http;

import dev.jono.api.LeaseToken;
import dev.jono.api.MessageId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueCommand.Outcome;
import dev.jono.api.protocol.QueueCommand.Settlement;
import dev.jono.api.protocol.QueueKey;

/** What became of a delivery, as JSON. */
final class SettlementJson {
    private SettlementJson() {}

    static Settlement read(QueueKey key, JsonFields json) {
        MessageId id = MessageId.parse(json.requiredText("id"));
        LeaseToken token = LeaseToken.parse(json.requiredText("token"));
        if (!key.messageId(id.offset()).equals(id)) {
            throw HttpProblem.badRequest("Message " + id + " is not one of " + key + ".");
        }
        Outcome outcome = outcome(json);
        json.requireNoOthers();
        return new Settlement(id.offset(), token, outcome);
    }

    private static Outcome outcome(JsonFields json) {
        String outcome = json.requiredText("outcome");
        return switch (outcome) {
            case "ack" -> QueueCommand.Ack.INSTANCE;
            case "nack" ->
                new QueueCommand.Nack(
                        json.millis("delayMillis").orElse(null),
                        json.text("error").orElse(""));
            case "reject" -> new QueueCommand.Reject(json.text("reason").orElse(""));
            case "extend" ->
                new QueueCommand.Extend(json.millis("leaseMillis")
                        .orElseThrow(() -> HttpProblem.badRequest("'leaseMillis' is missing: how long to extend.")));
            case "give-back" -> QueueCommand.GiveBack.INSTANCE;
            default ->
                throw HttpProblem.badRequest(
                        "'outcome' is \"" + outcome + "\", none of ack, nack, reject, extend and give-back.");
        };
    }
}
