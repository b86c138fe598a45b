package dev.jono.persistence;

import dev.jono.api.Message;
import dev.jono.api.protocol.QueueKey;
import dev.jono.core.DeadLetterInfo;
import java.time.Instant;

/**
 * Makes the message that goes to a dead-letter queue: the same payload and headers, and in headers of Jono's own where it
 * comes from and why it is there.
 */
final class DeadLetterMessages {
    /** The id that the message had when it was first sent; kept through every hand-over. */
    static final String ORIGIN = Message.RESERVED_PREFIX + "origin-id";

    private static final String REASON = Message.RESERVED_PREFIX + "dead-letter-reason";
    private static final String ATTEMPTS = Message.RESERVED_PREFIX + "dead-letter-attempts";
    private static final String ERROR = Message.RESERVED_PREFIX + "dead-letter-error";
    private static final String NODE = Message.RESERVED_PREFIX + "dead-letter-node";
    private static final String TIME = Message.RESERVED_PREFIX + "dead-letter-time";

    private DeadLetterMessages() {}

    static Message of(QueueKey source, long offset, Message message, DeadLetterInfo info) {
        Message.Builder letter = Message.builder(message.payload()).contentType(message.contentType());
        message.headers().forEach((name, value) -> {
            if (!name.startsWith(Message.RESERVED_PREFIX)) {
                letter.header(name, value);
            }
        });
        letter.header(
                        ORIGIN,
                        message.header(ORIGIN)
                                .orElseGet(() -> source.messageId(offset).toString()))
                .header(REASON, info.reason())
                .header(ATTEMPTS, Integer.toString(info.attempts()))
                .header(ERROR, info.error())
                .header(NODE, info.node())
                .header(TIME, Instant.ofEpochMilli(info.atMillis()).toString());
        return letter.build();
    }
}
