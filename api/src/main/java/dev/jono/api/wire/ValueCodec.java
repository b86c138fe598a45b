package dev.jono.api.wire;

import dev.jono.api.LeaseToken;
import dev.jono.api.QueueName;
import dev.jono.api.proto.ConsumerIdProto;
import dev.jono.api.proto.LeaseTokenProto;
import dev.jono.api.proto.QueueKeyProto;
import dev.jono.api.proto.StatusProto;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueStatus;

/** Maps the small values that many commands, replies and events name. */
public final class ValueCodec {
    private ValueCodec() {}

    public static QueueKeyProto toProto(QueueKey key) {
        return QueueKeyProto.newBuilder()
                .setQueue(key.queue().value())
                .setPartition(key.partition())
                .setGeneration(key.generation())
                .build();
    }

    public static QueueKey fromProto(QueueKeyProto proto) {
        return new QueueKey(new QueueName(proto.getQueue()), proto.getPartition(), proto.getGeneration());
    }

    public static LeaseTokenProto toProto(LeaseToken token) {
        return LeaseTokenProto.newBuilder()
                .setGeneration(token.generation())
                .setEpoch(token.epoch())
                .setDeliveryNumber(token.deliveryNumber())
                .build();
    }

    public static LeaseToken fromProto(LeaseTokenProto proto) {
        return new LeaseToken(proto.getGeneration(), proto.getEpoch(), proto.getDeliveryNumber());
    }

    public static ConsumerIdProto toProto(ConsumerId id) {
        return ConsumerIdProto.newBuilder()
                .setProcess(id.process())
                .setValue(id.value())
                .build();
    }

    public static ConsumerId fromProto(ConsumerIdProto proto) {
        return new ConsumerId(proto.getProcess(), proto.getValue());
    }

    static StatusProto toProto(QueueStatus status) {
        return StatusProto.newBuilder()
                .setKey(toProto(status.key()))
                .setSettings(SettingsCodec.toProto(status.settings()))
                .setEpoch(status.epoch())
                .setDepth(status.depth())
                .setBytes(status.bytes())
                .setReady(status.ready())
                .setDelayed(status.delayed())
                .setLeased(status.leased())
                .setHandingOver(status.handingOver())
                .setConsumers(status.consumers())
                .setPaused(status.paused())
                .setOldestAgeMillis(status.oldestAgeMillis())
                .setSent(status.sent())
                .setAcked(status.acked())
                .setDeadLettered(status.deadLettered())
                .setExpired(status.expired())
                .setRedelivered(status.redelivered())
                .build();
    }

    static QueueStatus fromProto(StatusProto proto) {
        return new QueueStatus(
                fromProto(proto.getKey()),
                SettingsCodec.fromProto(proto.getSettings()),
                proto.getEpoch(),
                proto.getDepth(),
                proto.getBytes(),
                proto.getReady(),
                proto.getDelayed(),
                proto.getLeased(),
                proto.getHandingOver(),
                proto.getConsumers(),
                proto.getPaused(),
                proto.getOldestAgeMillis(),
                proto.getSent(),
                proto.getAcked(),
                proto.getDeadLettered(),
                proto.getExpired(),
                proto.getRedelivered());
    }
}
