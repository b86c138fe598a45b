package dev.jono.cluster.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jono.api.Message;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply.Delivered;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** Messages and deliveries as JSON. A payload is a {@code text} or, when it is not UTF-8, {@code base64}. */
final class MessageJson {
    private static final String TEXT = "text";
    private static final String BASE64 = "base64";

    private MessageJson() {}

    static Message read(JsonFields json) {
        Optional<String> text = json.text(TEXT);
        Optional<String> base64 = json.text(BASE64);
        if (text.isPresent() == base64.isPresent()) {
            throw HttpProblem.badRequest("A message has its payload as 'text' or as 'base64', one of them.");
        }
        Message.Builder message =
                Message.builder(text.map(MessageJson::encoded).orElseGet(() -> decoded(base64.orElseThrow())));
        message.contentType(json.text("contentType").orElse(text.isPresent() ? "text/plain; charset=utf-8" : ""));
        json.object("headers").map(JsonFields::texts).orElse(Map.of()).forEach(message::header);
        json.millis("delayMillis").ifPresent(message::delay);
        json.text("deduplicationId").ifPresent(message::deduplicationId);
        json.millis("timeToLiveMillis").ifPresent(message::timeToLive);
        json.requireNoOthers();
        Message read = message.build();
        read.refusal().ifPresent(refusal -> {
            throw refusal; // before anything that was sent beside it is stored
        });
        return read;
    }

    static ObjectNode write(QueueKey key, Delivered delivered) {
        Message message = delivered.message();
        ObjectNode json = JsonFields.MAPPER.createObjectNode();
        json.put("id", key.messageId(delivered.offset()).toString());
        json.put("token", delivered.token().toString());
        json.put("attempt", delivered.attempt());
        json.put("firstSent", Instant.ofEpochMilli(delivered.sentAtMillis()).toString());
        json.put("leaseMillis", delivered.leaseMillis());
        json.put("contentType", message.contentType());
        ObjectNode headers = json.putObject("headers");
        message.headers().forEach(headers::put);
        putPayload(json, message.payload());
        return json;
    }

    private static void putPayload(ObjectNode json, byte[] payload) {
        try {
            json.put(
                    TEXT,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(payload))
                            .toString());
        } catch (CharacterCodingException binary) {
            json.put(BASE64, payload);
        }
    }

    private static byte[] encoded(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] payload = new byte[bytes.remaining()];
            bytes.get(payload);
            return payload;
        } catch (CharacterCodingException halved) {
            throw HttpProblem.badRequest(
                    "'text' has half of a surrogate pair, which is no character. Send bytes as 'base64'.");
        }
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            throw HttpProblem.badRequest("'base64' is not Base64: " + malformed.getMessage() + ".");
        }
    }
}
