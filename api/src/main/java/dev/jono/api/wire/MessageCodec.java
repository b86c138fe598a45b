package dev.jono.api.wire;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.jono.api.Message;
import dev.jono.api.proto.MessageProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Maps a {@link Message} to its stored form and back. The payload is shared in both directions, never copied: nobody may
 * change a payload's bytes once it is in a message.
 */
public final class MessageCodec {
    private MessageCodec() {}

    /** Returns the stored form; it shares the message's payload. */
    public static MessageProto toProto(Message message) {
        MessageProto.Builder proto =
                MessageProto.newBuilder().setPayload(UnsafeByteOperations.unsafeWrap(message.payload()));
        if (!message.contentType().isEmpty()) {
            proto.setContentType(message.contentType());
        }
        if (!message.headers().isEmpty()) {
            proto.putAllHeaders(message.headers());
        }
        if (!message.delay().isZero()) {
            proto.setDelayMillis(millisRoundedUp(message.delay()));
        }
        if (message.deduplicationId() != null) {
            proto.setDeduplicationId(message.deduplicationId());
        }
        if (message.timeToLive() != null) {
            proto.setTimeToLiveMillis(millisRoundedUp(message.timeToLive()));
        }
        return proto.build();
    }

    /**
     * Returns the message; it shares the payload of the stored form.
     *
     * @throws IllegalArgumentException when a value is outside a message's limits
     */
    public static Message fromProto(MessageProto proto) {
        return new Message(
                bytesOf(proto.getPayload()),
                proto.getContentType(),
                proto.getHeadersMap(),
                proto.getDelayMillis() == 0 ? Duration.ZERO : Duration.ofMillis(proto.getDelayMillis()),
                proto.hasDeduplicationId() ? proto.getDeduplicationId() : null,
                proto.hasTimeToLiveMillis() ? Duration.ofMillis(proto.getTimeToLiveMillis()) : null);
    }

    /** Durations travel in whole milliseconds; rounded up, so that nothing is early. */
    static long millisRoundedUp(Duration duration) {
        long millis = duration.toMillis();
        return duration.compareTo(Duration.ofMillis(millis)) > 0 ? millis + 1 : millis;
    }

    private static byte[] bytesOf(ByteString bytes) {
        Sharing sharing = new Sharing();
        try {
            UnsafeByteOperations.unsafeWriteTo(bytes, sharing);
        } catch (IOException impossible) {
            throw new UncheckedIOException("Nothing is written to a device here.", impossible);
        }
        byte[] shared = sharing.whole;
        return shared != null && shared.length == bytes.size() ? shared : bytes.toByteArray();
    }

    /** Takes hold of the array behind a byte string when it is one array in full. */
    private static final class Sharing extends ByteOutput {
        private byte @Nullable [] whole;

        @Override
        public void writeLazy(byte[] value, int offset, int length) {
            whole = offset == 0 && length == value.length ? value : null;
        }

        @Override
        public void write(byte value) {
            whole = null;
        }

        @Override
        public void write(byte[] value, int offset, int length) {
            whole = null;
        }

        @Override
        public void write(ByteBuffer value) {
            whole = null;
        }

        @Override
        public void writeLazy(ByteBuffer value) {
            whole = null;
        }
    }
}
