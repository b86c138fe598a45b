package dev.jono.persistence.codec;

import dev.jono.api.protocol.QueueReply.SendOutcome;
import dev.jono.api.wire.ValueCodec;
import dev.jono.core.DeadLetterInfo;
import dev.jono.core.LeaseRecord;
import dev.jono.core.Offsets;
import dev.jono.core.Suspicion;
import dev.jono.persistence.proto.DeadLetterInfoProto;
import dev.jono.persistence.proto.LeaseProto;
import dev.jono.persistence.proto.OffsetsProto;
import dev.jono.persistence.proto.OutcomeProto;
import dev.jono.persistence.proto.SuspicionProto;

/** Maps the values that rows and snapshots share to their stored form and back. */
final class Values {
    private Values() {}

    static OffsetsProto offsets(Offsets offsets) {
        OffsetsProto.Builder proto = OffsetsProto.newBuilder();
        long previous = 0;
        for (int i = 0; i < offsets.size(); i++) {
            proto.addDeltas(offsets.get(i) - previous);
            previous = offsets.get(i);
        }
        return proto.build();
    }

    static Offsets offsets(OffsetsProto proto) {
        long[] offsets = new long[proto.getDeltasCount()];
        long previous = 0;
        for (int i = 0; i < offsets.length; i++) {
            previous += proto.getDeltas(i);
            offsets[i] = previous;
        }
        return Offsets.of(offsets);
    }

    static LeaseProto lease(LeaseRecord lease) {
        return LeaseProto.newBuilder()
                .setOffset(lease.offset())
                .setToken(ValueCodec.toProto(lease.token()))
                .setConsumer(ValueCodec.toProto(lease.consumer()))
                .setLeaseMillis(lease.leaseMillis())
                .setStarted(lease.started())
                .build();
    }

    static LeaseRecord lease(LeaseProto proto) {
        return new LeaseRecord(
                proto.getOffset(),
                ValueCodec.fromProto(proto.getToken()),
                ValueCodec.fromProto(proto.getConsumer()),
                proto.getLeaseMillis(),
                proto.getStarted());
    }

    static DeadLetterInfoProto info(DeadLetterInfo info) {
        return DeadLetterInfoProto.newBuilder()
                .setReason(info.reason())
                .setAttempts(info.attempts())
                .setError(info.error())
                .setNode(info.node())
                .setAtMillis(info.atMillis())
                .build();
    }

    static DeadLetterInfo info(DeadLetterInfoProto proto) {
        return new DeadLetterInfo(
                proto.getReason(), proto.getAttempts(), proto.getError(), proto.getNode(), proto.getAtMillis());
    }

    static SuspicionProto suspicion(Suspicion suspicion) {
        return SuspicionProto.valueOf(suspicion.name());
    }

    static Suspicion suspicion(SuspicionProto proto) {
        return Suspicion.valueOf(proto.name());
    }

    static OutcomeProto outcome(SendOutcome.Kind kind) {
        return OutcomeProto.valueOf(kind.name());
    }

    static SendOutcome.Kind outcome(OutcomeProto proto) {
        return SendOutcome.Kind.valueOf(proto.name());
    }
}
