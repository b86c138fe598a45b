package dev.jono.api;

import dev.jono.api.protocol.Bounds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is sent through a queue: a payload and what the queue and the consumer need to know of it.
 *
 * @param payload the bytes; not copied, so neither side may change them
 * @param contentType what the bytes are, for instance {@code application/json}; empty when not said
 * @param headers small named texts for the consumer; names starting with {@value #RESERVED_PREFIX} are Jono's own and
 *     cannot be sent
 * @param delay how long the message waits before its first delivery; zero for none, {@link #MAX_DELAY} at most
 * @param deduplicationId an id of the user's; a second message with the same id within the queue's window is not stored
 *     again but answered with the first one's id; {@code null} for none
 * @param timeToLive how long the message may wait; after that it expires; {@code null} for as long as it takes
 */
@SuppressWarnings(
        "ArrayRecordComponent") // the payload is never copied; equals, hashCode and toString are written for it
public record Message(
        byte[] payload,
        String contentType,
        Map<String, String> headers,
        Duration delay,
        @Nullable String deduplicationId,
        @Nullable Duration timeToLive) {
    /** The start of header names that belong to Jono. */
    public static final String RESERVED_PREFIX = "jono-";

    /** The longest delay and the longest time to live. */
    public static final Duration MAX_DELAY = Duration.ofDays(366);

    /** The most headers of one message. */
    public static final int MAX_HEADERS = 64;

    /** The most bytes of a message's headers, content type and deduplication id together, in UTF-8. */
    public static final int MAX_METADATA_BYTES = 16 * 1024;

    /** What Jono's own headers may add to a message on its way to a dead-letter queue. */
    private static final int MAX_RESERVED_HEADERS = 16;

    private static final int MAX_RESERVED_BYTES = 8 * 1024;

    public Message {
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(contentType, "contentType");
        headers = Map.copyOf(headers);
        Bounds.require("A message's delay", delay, Duration.ZERO, MAX_DELAY);
        if (timeToLive != null) {
            Bounds.require("A message's time to live", timeToLive, Duration.ofMillis(1), MAX_DELAY);
        }
        if (deduplicationId != null && deduplicationId.isEmpty()) {
            throw new IllegalArgumentException("A deduplication id must not be empty; leave it out for none.");
        }
        requireSmall(contentType, headers, deduplicationId);
    }

    /** Returns a message of these bytes and nothing else. */
    public static Message of(byte[] payload) {
        return new Message(payload, "", Map.of(), Duration.ZERO, null, null);
    }

    /** Returns a message of this text in UTF-8, as {@code text/plain}. */
    public static Message of(String text) {
        return builder(text.getBytes(StandardCharsets.UTF_8))
                .contentType("text/plain; charset=utf-8")
                .build();
    }

    /** Starts a message of these bytes. */
    public static Builder builder(byte[] payload) {
        return new Builder(payload);
    }

    /** Starts a message like this one. */
    public Builder toBuilder() {
        Builder builder = new Builder(payload);
        builder.contentType = contentType;
        builder.headers.putAll(headers);
        builder.delay = delay;
        builder.deduplicationId = deduplicationId;
        builder.timeToLive = timeToLive;
        return builder;
    }

    /** Returns the payload as UTF-8 text. */
    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** Returns the header of that name, if there is one. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /**
     * Returns why a producer refuses this message: the name of one of its headers is Jono's own. A dead letter has such
     * headers; send it anew {@linkplain #withoutReservedHeaders() without} them.
     */
    public Optional<JonoException> refusal() {
        for (String name : headers.keySet()) {
            if (name.startsWith(RESERVED_PREFIX)) {
                return Optional.of(new JonoException(
                        JonoException.Reason.INVALID,
                        "The header '" + name + "' cannot be sent: names that start with '" + RESERVED_PREFIX
                                + "' are Jono's own. Name it otherwise, or leave it out."));
            }
        }
        return Optional.empty();
    }

    /** Returns this message without Jono's own headers. */
    public Message withoutReservedHeaders() {
        Builder builder = toBuilder();
        builder.headers.keySet().removeIf(name -> name.startsWith(RESERVED_PREFIX));
        return builder.build();
    }

    /** Returns the bytes that count towards limits: payload, headers, content type and deduplication id. */
    public int sizeBytes() {
        int bytes = payload.length + utf8Bytes(contentType) + utf8Bytes(deduplicationId);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            bytes += utf8Bytes(header.getKey()) + utf8Bytes(header.getValue());
        }
        return bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Message that
                && Arrays.equals(payload, that.payload)
                && contentType.equals(that.contentType)
                && headers.equals(that.headers)
                && delay.equals(that.delay)
                && Objects.equals(deduplicationId, that.deduplicationId)
                && Objects.equals(timeToLive, that.timeToLive);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(payload), contentType, headers, delay, deduplicationId, timeToLive);
    }

    /** Leaves the payload and the headers' texts out: they do not belong into logs. */
    @Override
    public String toString() {
        return "Message[" + payload.length + " bytes, contentType=" + contentType + ", headers="
                + new TreeMap<>(headers).keySet() + "]";
    }

    /** Jono's own headers, which a dead letter has, have limits of their own: what could be sent can be dead-lettered. */
    private static void requireSmall(String contentType, Map<String, String> headers, @Nullable String id) {
        int reserved = 0;
        int reservedBytes = 0;
        int bytes = utf8Bytes(contentType) + utf8Bytes(id);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            int headerBytes = utf8Bytes(header.getKey()) + utf8Bytes(header.getValue());
            if (header.getKey().startsWith(RESERVED_PREFIX)) {
                reserved++;
                reservedBytes += headerBytes;
            } else {
                bytes += headerBytes;
            }
        }
        if (headers.size() - reserved > MAX_HEADERS || reserved > MAX_RESERVED_HEADERS) {
            throw new IllegalArgumentException("A message has " + headers.size() + " headers; " + MAX_HEADERS
                    + " at most are allowed, and " + MAX_RESERVED_HEADERS + " of Jono's own.");
        }
        if (bytes > MAX_METADATA_BYTES || reservedBytes > MAX_RESERVED_BYTES) {
            throw new IllegalArgumentException("A message's headers, content type and deduplication id have " + bytes
                    + " bytes; " + MAX_METADATA_BYTES + " at most are allowed, and " + MAX_RESERVED_BYTES
                    + " of Jono's own.");
        }
    }

    private static int utf8Bytes(@Nullable String text) {
        return text == null || text.isEmpty() ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Builds a message step by step. */
    public static final class Builder {
        private final byte[] payload;
        private String contentType = "";
        private final Map<String, String> headers = new TreeMap<>();
        private Duration delay = Duration.ZERO;
        private @Nullable String deduplicationId;
        private @Nullable Duration timeToLive;

        private Builder(byte[] payload) {
            this.payload = payload;
        }

        public Builder contentType(String contentType) {
            this.contentType = contentType;
            return this;
        }

        public Builder header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        public Builder delay(Duration delay) {
            this.delay = delay;
            return this;
        }

        public Builder deduplicationId(String deduplicationId) {
            this.deduplicationId = deduplicationId;
            return this;
        }

        public Builder timeToLive(Duration timeToLive) {
            this.timeToLive = timeToLive;
            return this;
        }

        /**
         * Builds the message.
         *
         * @throws IllegalArgumentException when a value is outside its limits
         */
        public Message build() {
            return new Message(payload, contentType, headers, delay, deduplicationId, timeToLive);
        }
    }
}
