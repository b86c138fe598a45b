package dev.jono.api.wire;

import dev.jono.api.proto.QueueReplyProto;
import dev.jono.api.proto.QueueReplyProto.ReplyCase;
import dev.jono.api.protocol.QueueReply;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of replies: each one's manifest, and how it is written and read. */
final class Replies {

    /**
     * One kind of reply.
     *
     * @param manifest its name on the wire, with its version
     * @param type its class
     * @param written which part of the message holds it
     * @param write puts it there
     * @param read takes it from there
     */
    record Kind<R extends QueueReply>(
            String manifest,
            Class<R> type,
            ReplyCase written,
            BiConsumer<QueueReplyProto.Builder, R> write,
            Function<QueueReplyProto, R> read) {
        void writeTo(QueueReplyProto.Builder proto, QueueReply reply) {
            write.accept(proto, type.cast(reply));
        }

        R readFrom(QueueReplyProto proto) {
            if (proto.getReplyCase() != written) {
                throw new IllegalArgumentException("It holds " + proto.getReplyCase() + ".");
            }
            return read.apply(proto);
        }
    }

    private static final Map<String, Kind<?>> BY_MANIFEST = Stream.<Kind<?>>of(
                    new Kind<>(
                            "sent.1",
                            QueueReply.Sent.class,
                            ReplyCase.SENT,
                            (proto, sent) -> proto.setSent(ReplyCodec.toProto(sent)),
                            proto -> ReplyCodec.fromProto(proto.getSent())),
                    new Kind<>(
                            "out-of-sequence.1",
                            QueueReply.OutOfSequence.class,
                            ReplyCase.OUT_OF_SEQUENCE,
                            (proto, reply) -> proto.setOutOfSequence(ReplyCodec.toProto(reply)),
                            proto -> ReplyCodec.fromProto(proto.getOutOfSequence())),
                    new Kind<>(
                            "settled.1",
                            QueueReply.Settled.class,
                            ReplyCase.SETTLED,
                            (proto, settled) -> proto.setSettled(ReplyCodec.toProto(settled)),
                            proto -> ReplyCodec.fromProto(proto.getSettled())),
                    new Kind<>(
                            "deliveries.1",
                            QueueReply.Deliveries.class,
                            ReplyCase.DELIVERIES,
                            (proto, deliveries) -> proto.setDeliveries(ReplyCodec.toProto(deliveries)),
                            proto -> ReplyCodec.fromProto(proto.getDeliveries())),
                    new Kind<>(
                            "refreshed.1",
                            QueueReply.Refreshed.class,
                            ReplyCase.REFRESHED,
                            (proto, refreshed) -> proto.setRefreshed(ReplyCodec.toProto(refreshed)),
                            proto -> ReplyCodec.fromProto(proto.getRefreshed())),
                    new Kind<>(
                            "done.1",
                            QueueReply.Done.class,
                            ReplyCase.DONE,
                            (proto, done) -> proto.setDone(true),
                            proto -> QueueReply.Done.INSTANCE),
                    new Kind<>(
                            "purged.1",
                            QueueReply.Purged.class,
                            ReplyCase.PURGED_MESSAGES,
                            (proto, purged) -> proto.setPurgedMessages(purged.messages()),
                            proto -> new QueueReply.Purged(proto.getPurgedMessages())),
                    new Kind<>(
                            "described.1",
                            QueueReply.Described.class,
                            ReplyCase.DESCRIBED,
                            (proto, described) -> proto.setDescribed(ValueCodec.toProto(described.status())),
                            proto -> new QueueReply.Described(ValueCodec.fromProto(proto.getDescribed()))),
                    new Kind<>(
                            "failed.1",
                            QueueReply.Failed.class,
                            ReplyCase.FAILED,
                            (proto, failed) -> proto.setFailed(ReplyCodec.toProto(failed)),
                            proto -> ReplyCodec.fromProto(proto.getFailed())))
            .collect(Collectors.toUnmodifiableMap(Kind::manifest, Function.identity()));

    private static final Map<Class<?>, Kind<?>> BY_TYPE =
            BY_MANIFEST.values().stream().collect(Collectors.toUnmodifiableMap(Kind::type, Function.identity()));

    private Replies() {}

    /** Returns how replies of that class are written. */
    static Kind<?> of(QueueReply reply) {
        Kind<?> kind = BY_TYPE.get(reply.getClass());
        if (kind == null) {
            throw new IllegalArgumentException(
                    "No wire form is known for " + reply.getClass().getName() + ".");
        }
        return kind;
    }

    static Map<String, Kind<?>> byManifest() {
        return BY_MANIFEST;
    }
}
