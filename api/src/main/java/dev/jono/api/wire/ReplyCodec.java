package dev.jono.api.wire;

import dev.jono.api.JonoException;
import dev.jono.api.proto.DeliveredProto;
import dev.jono.api.proto.DeliveriesProto;
import dev.jono.api.proto.FailedProto;
import dev.jono.api.proto.OutOfSequenceProto;
import dev.jono.api.proto.RefreshedProto;
import dev.jono.api.proto.SendOutcomeProto;
import dev.jono.api.proto.SentProto;
import dev.jono.api.proto.SettleResultProto;
import dev.jono.api.proto.SettledProto;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueReply.Delivered;
import dev.jono.api.protocol.QueueReply.Deliveries;
import dev.jono.api.protocol.QueueReply.Failed;
import dev.jono.api.protocol.QueueReply.OutOfSequence;
import dev.jono.api.protocol.QueueReply.Refreshed;
import dev.jono.api.protocol.QueueReply.SendOutcome;
import dev.jono.api.protocol.QueueReply.Sent;
import dev.jono.api.protocol.QueueReply.SettleResult;
import dev.jono.api.protocol.QueueReply.Settled;

/** Maps the replies that have a form of their own. */
final class ReplyCodec {
    private ReplyCodec() {}

    static SentProto toProto(Sent sent) {
        SentProto.Builder proto = SentProto.newBuilder()
                .setKey(ValueCodec.toProto(sent.key()))
                .setProducer(sent.producer().value())
                .setFirstSequence(sent.firstSequence());
        for (SendOutcome outcome : sent.outcomes()) {
            proto.addOutcomes(SendOutcomeProto.newBuilder()
                    .setKind(SendOutcomeProto.Kind.valueOf(outcome.kind().name()))
                    .setCount(outcome.count())
                    .setFirstOffset(outcome.firstOffset()));
        }
        return proto.build();
    }

    static Sent fromProto(SentProto proto) {
        return new Sent(
                ValueCodec.fromProto(proto.getKey()),
                new ProducerId(proto.getProducer()),
                proto.getFirstSequence(),
                proto.getOutcomesList().stream()
                        .map(outcome -> new SendOutcome(
                                SendOutcome.Kind.valueOf(outcome.getKind().name()),
                                outcome.getCount(),
                                outcome.getFirstOffset()))
                        .toList());
    }

    static OutOfSequenceProto toProto(OutOfSequence reply) {
        return OutOfSequenceProto.newBuilder()
                .setKey(ValueCodec.toProto(reply.key()))
                .setProducer(reply.producer().value())
                .setNextSequence(reply.nextSequence())
                .build();
    }

    static OutOfSequence fromProto(OutOfSequenceProto proto) {
        return new OutOfSequence(
                ValueCodec.fromProto(proto.getKey()), new ProducerId(proto.getProducer()), proto.getNextSequence());
    }

    static SettledProto toProto(Settled settled) {
        SettledProto.Builder proto = SettledProto.newBuilder().setKey(ValueCodec.toProto(settled.key()));
        for (SettleResult result : settled.results()) {
            proto.addResults(SettleResultProto.newBuilder()
                    .setToken(ValueCodec.toProto(result.token()))
                    .setKind(SettleResultProto.Kind.valueOf(result.kind().name())));
        }
        return proto.build();
    }

    static Settled fromProto(SettledProto proto) {
        return new Settled(
                ValueCodec.fromProto(proto.getKey()),
                proto.getResultsList().stream()
                        .map(result -> new SettleResult(
                                ValueCodec.fromProto(result.getToken()),
                                SettleResult.Kind.valueOf(result.getKind().name())))
                        .toList());
    }

    static DeliveriesProto toProto(Deliveries deliveries) {
        DeliveriesProto.Builder proto = DeliveriesProto.newBuilder()
                .setKey(ValueCodec.toProto(deliveries.key()))
                .setEpoch(deliveries.epoch());
        for (Delivered delivered : deliveries.deliveries()) {
            proto.addDeliveries(DeliveredProto.newBuilder()
                    .setOffset(delivered.offset())
                    .setToken(ValueCodec.toProto(delivered.token()))
                    .setAttempt(delivered.attempt())
                    .setSentAtMillis(delivered.sentAtMillis())
                    .setLeaseMillis(delivered.leaseMillis())
                    .setMessage(MessageCodec.toProto(delivered.message())));
        }
        return proto.build();
    }

    static Deliveries fromProto(DeliveriesProto proto) {
        return new Deliveries(
                ValueCodec.fromProto(proto.getKey()),
                proto.getEpoch(),
                proto.getDeliveriesList().stream().map(ReplyCodec::fromProto).toList());
    }

    private static Delivered fromProto(DeliveredProto proto) {
        return new Delivered(
                proto.getOffset(),
                ValueCodec.fromProto(proto.getToken()),
                proto.getAttempt(),
                proto.getSentAtMillis(),
                proto.getLeaseMillis(),
                MessageCodec.fromProto(proto.getMessage()));
    }

    static RefreshedProto toProto(Refreshed refreshed) {
        RefreshedProto.Builder proto = RefreshedProto.newBuilder()
                .setKey(ValueCodec.toProto(refreshed.key()))
                .setEpoch(refreshed.epoch())
                .setDeliveredUpTo(refreshed.deliveredUpTo());
        refreshed.lost().forEach(token -> proto.addLost(ValueCodec.toProto(token)));
        return proto.build();
    }

    static Refreshed fromProto(RefreshedProto proto) {
        return new Refreshed(
                ValueCodec.fromProto(proto.getKey()),
                proto.getEpoch(),
                proto.getLostList().stream().map(ValueCodec::fromProto).toList(),
                proto.getDeliveredUpTo());
    }

    static FailedProto toProto(Failed failed) {
        return FailedProto.newBuilder()
                .setReason(failed.reason().name())
                .setDetail(failed.detail())
                .setFirstSequence(failed.firstSequence())
                .setMessages(failed.messages())
                .build();
    }

    /** A reason that only a newer node knows is still a failure here; its name is kept in the text. */
    static Failed fromProto(FailedProto proto) {
        for (JonoException.Reason reason : JonoException.Reason.values()) {
            if (reason.name().equals(proto.getReason())) {
                return failed(reason, proto.getDetail(), proto);
            }
        }
        return failed(JonoException.Reason.INTERNAL, proto.getReason() + ": " + proto.getDetail(), proto);
    }

    private static Failed failed(JonoException.Reason reason, String detail, FailedProto proto) {
        return new Failed(reason, detail, proto.getFirstSequence(), proto.getMessages());
    }
}
