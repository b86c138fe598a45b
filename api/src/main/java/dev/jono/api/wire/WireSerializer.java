package dev.jono.api.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import dev.jono.api.actor.QueueRequest;
import dev.jono.api.proto.QueueReplyProto;
import dev.jono.api.proto.QueueRequestProto;
import dev.jono.api.protocol.QueueReply;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.ByteBufferSerializer;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Writes {@link QueueRequest}s and {@link QueueReply}s for the way between nodes. A manifest names the kind and the
 * version of its form, as in {@code send.1}; what cannot be read fails with a {@link NotSerializableException}, which the
 * transport logs and drops, and which the sender's retry then meets.
 *
 * <p>Pekko creates it by name, from {@code reference.conf}.
 */
public final class WireSerializer extends SerializerWithStringManifest implements ByteBufferSerializer {
    private static final int IDENTIFIER = 7401;

    private final ActorRefResolver actorRefs;

    public WireSerializer(ExtendedActorSystem system) {
        this.actorRefs = ActorRefResolver.get(Adapter.toTyped(system));
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object value) {
        if (value instanceof QueueRequest request) {
            return Requests.of(request.command()).manifest();
        }
        if (value instanceof QueueReply reply) {
            return Replies.of(reply).manifest();
        }
        throw notOurs(value);
    }

    @Override
    public byte[] toBinary(Object value) {
        return toProto(value).toByteArray();
    }

    @Override
    public void toBinary(Object value, ByteBuffer buffer) {
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(buffer);
            toProto(value).writeTo(out);
            out.flush();
        } catch (CodedOutputStream.OutOfSpaceException full) {
            throw (java.nio.BufferOverflowException) new java.nio.BufferOverflowException().initCause(full);
        } catch (IOException impossible) {
            throw new UncheckedIOException("A buffer cannot fail otherwise.", impossible);
        }
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        return fromBinary(CodedInputStream.newInstance(bytes), manifest);
    }

    @Override
    public Object fromBinary(ByteBuffer buffer, String manifest) throws NotSerializableException {
        return fromBinary(CodedInputStream.newInstance(buffer), manifest);
    }

    private Object fromBinary(CodedInputStream in, String manifest) throws NotSerializableException {
        Requests.Kind<?> request = Requests.byManifest().get(manifest);
        Replies.Kind<?> reply = Replies.byManifest().get(manifest);
        try {
            if (request != null) {
                QueueRequestProto proto = QueueRequestProto.parseFrom(in);
                return new QueueRequest(request.readFrom(proto), actorRefs.resolveActorRef(proto.getReplyTo()));
            }
            if (reply != null) {
                return reply.readFrom(QueueReplyProto.parseFrom(in));
            }
        } catch (IOException | IllegalArgumentException unreadable) {
            throw unreadable("Cannot read a '" + manifest + "': " + unreadable.getMessage(), unreadable);
        }
        throw new NotSerializableException(
                "Cannot read a '" + manifest
                        + "': this version does not know it. Upgrade this node; nodes one version apart understand each other.");
    }

    private MessageLite toProto(Object value) {
        if (value instanceof QueueRequest request) {
            QueueRequestProto.Builder proto =
                    QueueRequestProto.newBuilder().setReplyTo(actorRefs.toSerializationFormat(request.replyTo()));
            Requests.of(request.command()).writeTo(proto, request.command());
            return proto.build();
        }
        if (value instanceof QueueReply reply) {
            QueueReplyProto.Builder proto = QueueReplyProto.newBuilder();
            Replies.of(reply).writeTo(proto, reply);
            return proto.build();
        }
        throw notOurs(value);
    }

    private static IllegalArgumentException notOurs(Object value) {
        return new IllegalArgumentException("This serializer writes requests to queues and their replies, not "
                + value.getClass().getName() + ".");
    }

    private static NotSerializableException unreadable(String message, Exception cause) {
        NotSerializableException unreadable = new NotSerializableException(message);
        unreadable.initCause(cause);
        return unreadable;
    }
}
