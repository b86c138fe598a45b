package dev.jono.api.wire;

import dev.jono.api.proto.HeldDeliveryProto;
import dev.jono.api.proto.NackProto;
import dev.jono.api.proto.ReceiveProto;
import dev.jono.api.proto.RefreshProto;
import dev.jono.api.proto.SendProto;
import dev.jono.api.proto.SettleProto;
import dev.jono.api.proto.SettlementProto;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueCommand.Ack;
import dev.jono.api.protocol.QueueCommand.Extend;
import dev.jono.api.protocol.QueueCommand.GiveBack;
import dev.jono.api.protocol.QueueCommand.HeldDelivery;
import dev.jono.api.protocol.QueueCommand.Nack;
import dev.jono.api.protocol.QueueCommand.Outcome;
import dev.jono.api.protocol.QueueCommand.Receive;
import dev.jono.api.protocol.QueueCommand.Refresh;
import dev.jono.api.protocol.QueueCommand.Reject;
import dev.jono.api.protocol.QueueCommand.Send;
import dev.jono.api.protocol.QueueCommand.Settle;
import dev.jono.api.protocol.QueueCommand.Settlement;
import java.time.Duration;

/** Maps the commands that have a form of their own. */
final class CommandCodec {
    private CommandCodec() {}

    static SendProto toProto(Send send) {
        SendProto.Builder proto = SendProto.newBuilder()
                .setProducer(send.producer().value())
                .setFirstSequence(send.firstSequence())
                .setLowestUnconfirmed(send.lowestUnconfirmed());
        send.messages().forEach(message -> proto.addMessages(MessageCodec.toProto(message)));
        return proto.build();
    }

    static Send fromProto(SendProto proto) {
        return new Send(
                new ProducerId(proto.getProducer()),
                proto.getFirstSequence(),
                proto.getLowestUnconfirmed(),
                proto.getMessagesList().stream().map(MessageCodec::fromProto).toList());
    }

    static RefreshProto toProto(Refresh refresh) {
        RefreshProto.Builder proto = RefreshProto.newBuilder()
                .setConsumer(ValueCodec.toProto(refresh.consumer()))
                .setGrant(refresh.grant())
                .setCapacity(refresh.capacity())
                .setMaxBytes(refresh.maxBytes())
                .setConcurrency(refresh.concurrency())
                .setEpoch(refresh.epoch())
                .setHighestSeen(refresh.highestSeen());
        for (HeldDelivery held : refresh.held()) {
            proto.addHeld(HeldDeliveryProto.newBuilder()
                    .setOffset(held.offset())
                    .setToken(ValueCodec.toProto(held.token()))
                    .setStarted(held.started())
                    .setExtend(held.extend()));
        }
        return proto.build();
    }

    static Refresh fromProto(RefreshProto proto) {
        return new Refresh(
                ValueCodec.fromProto(proto.getConsumer()),
                proto.getGrant(),
                proto.getCapacity(),
                proto.getMaxBytes(),
                proto.getConcurrency(),
                proto.getEpoch(),
                proto.getHighestSeen(),
                proto.getHeldList().stream()
                        .map(held -> new HeldDelivery(
                                held.getOffset(),
                                ValueCodec.fromProto(held.getToken()),
                                held.getStarted(),
                                held.getExtend()))
                        .toList());
    }

    static ReceiveProto toProto(Receive receive) {
        ReceiveProto.Builder proto = ReceiveProto.newBuilder()
                .setConsumer(ValueCodec.toProto(receive.consumer()))
                .setMax(receive.max())
                .setMaxBytes(receive.maxBytes())
                .setMaxWaitMillis(receive.maxWait().toMillis());
        if (receive.lease() != null) {
            proto.setLeaseMillis(receive.lease().toMillis());
        }
        return proto.build();
    }

    static Receive fromProto(ReceiveProto proto) {
        return new Receive(
                ValueCodec.fromProto(proto.getConsumer()),
                proto.getMax(),
                proto.getMaxBytes(),
                Duration.ofMillis(proto.getMaxWaitMillis()),
                proto.hasLeaseMillis() ? Duration.ofMillis(proto.getLeaseMillis()) : null);
    }

    static SettleProto toProto(Settle settle) {
        SettleProto.Builder proto = SettleProto.newBuilder();
        settle.settlements().forEach(settlement -> proto.addSettlements(toProto(settlement)));
        return proto.build();
    }

    static Settle fromProto(SettleProto proto) {
        return new Settle(proto.getSettlementsList().stream()
                .map(settlement -> new Settlement(
                        settlement.getOffset(), ValueCodec.fromProto(settlement.getToken()), outcomeOf(settlement)))
                .toList());
    }

    private static SettlementProto toProto(Settlement settlement) {
        SettlementProto.Builder proto = SettlementProto.newBuilder()
                .setOffset(settlement.offset())
                .setToken(ValueCodec.toProto(settlement.token()));
        Outcome outcome = settlement.outcome();
        if (outcome instanceof Ack) {
            proto.setAck(true);
        } else if (outcome instanceof Nack nack) {
            proto.setNack(toProto(nack));
        } else if (outcome instanceof Reject reject) {
            proto.setRejectReason(reject.reason());
        } else if (outcome instanceof Extend extend) {
            proto.setExtendMillis(MessageCodec.millisRoundedUp(extend.lease()));
        } else if (outcome instanceof GiveBack) {
            proto.setGiveBack(true);
        } else {
            throw new IllegalArgumentException("No wire form is known for the outcome " + outcome + ".");
        }
        return proto.build();
    }

    private static NackProto toProto(Nack nack) {
        NackProto.Builder proto = NackProto.newBuilder().setError(nack.error());
        if (nack.delay() != null) {
            proto.setDelayMillis(MessageCodec.millisRoundedUp(nack.delay()));
        }
        return proto.build();
    }

    /** An outcome that this version does not know fails the whole request: taking it for an ack would lose a message. */
    private static Outcome outcomeOf(SettlementProto proto) {
        return switch (proto.getOutcomeCase()) {
            case ACK -> Ack.INSTANCE;
            case NACK -> fromProto(proto.getNack());
            case REJECT_REASON -> new Reject(proto.getRejectReason());
            case EXTEND_MILLIS -> new Extend(Duration.ofMillis(proto.getExtendMillis()));
            case GIVE_BACK -> GiveBack.INSTANCE;
            case OUTCOME_NOT_SET -> throw new IllegalArgumentException("A settlement has no outcome.");
        };
    }

    private static Nack fromProto(NackProto proto) {
        return new Nack(proto.hasDelayMillis() ? Duration.ofMillis(proto.getDelayMillis()) : null, proto.getError());
    }
}
