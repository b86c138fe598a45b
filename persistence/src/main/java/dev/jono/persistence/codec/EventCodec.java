package dev.jono.persistence.codec;

import dev.jono.api.Message;
import dev.jono.api.QueueName;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.wire.MessageCodec;
import dev.jono.api.wire.SettingsCodec;
import dev.jono.api.wire.ValueCodec;
import dev.jono.core.Event;
import dev.jono.core.StoredMessage;
import dev.jono.persistence.proto.AckedProto;
import dev.jono.persistence.proto.CarriedProto;
import dev.jono.persistence.proto.DeadLetteredProto;
import dev.jono.persistence.proto.DeclaredProto;
import dev.jono.persistence.proto.DuplicateProto;
import dev.jono.persistence.proto.EnqueuedProto;
import dev.jono.persistence.proto.EpochEndedProto;
import dev.jono.persistence.proto.EpochStartedProto;
import dev.jono.persistence.proto.EventProto;
import dev.jono.persistence.proto.ExpiredProto;
import dev.jono.persistence.proto.HandedOverProto;
import dev.jono.persistence.proto.LeasedProto;
import dev.jono.persistence.proto.RefusedProto;
import dev.jono.persistence.proto.ReturnedProto;
import dev.jono.persistence.proto.SessionsEndedProto;
import java.util.ArrayList;
import java.util.List;

/** Maps events to their stored form and back. */
final class EventCodec {
    private EventCodec() {}

    static EventProto toProto(Event event) {
        EventProto.Builder proto = EventProto.newBuilder();
        if (event instanceof Event.Enqueued enqueued) {
            proto.setEnqueued(enqueued(enqueued));
        } else if (event instanceof Event.Acked acked) {
            proto.setAcked(AckedProto.newBuilder().setOffsets(Values.offsets(acked.offsets())));
        } else if (event instanceof Event.Leased leased) {
            LeasedProto.Builder leases = LeasedProto.newBuilder();
            leased.leases().forEach(lease -> leases.addLeases(Values.lease(lease)));
            proto.setLeased(leases);
        } else if (event instanceof Event.Returned returned) {
            proto.setReturned(ReturnedProto.newBuilder()
                    .setOffset(returned.offset())
                    .setAttempts(returned.attempts())
                    .setDueMillis(returned.dueMillis())
                    .setSuspicion(Values.suspicion(returned.suspicion())));
        } else if (event instanceof Event.Matured matured) {
            proto.setMaturedUntilMillis(matured.untilMillis());
        } else if (event instanceof Event.DeadLettered letter) {
            proto.setDeadLettered(DeadLetteredProto.newBuilder()
                    .setOffset(letter.offset())
                    .setTarget(letter.target().value())
                    .setNumber(letter.number())
                    .setInfo(Values.info(letter.info())));
        } else if (event instanceof Event.HandedOver handedOver) {
            proto.setHandedOver(HandedOverProto.newBuilder()
                    .setTarget(handedOver.target().value())
                    .setUpToNumber(handedOver.upToNumber()));
        } else if (event instanceof Event.Expired expired) {
            proto.setExpired(ExpiredProto.newBuilder().setOffsets(Values.offsets(expired.offsets())));
        } else {
            rare(event, proto);
        }
        return proto.build();
    }

    private static void rare(Event event, EventProto.Builder proto) {
        if (event instanceof Event.Declared declared) {
            proto.setDeclared(DeclaredProto.newBuilder()
                    .setKey(ValueCodec.toProto(declared.key()))
                    .setSettings(SettingsCodec.toProto(declared.settings())));
        } else if (event instanceof Event.SettingsChanged changed) {
            proto.setSettingsChanged(SettingsCodec.toProto(changed.settings()));
        } else if (event instanceof Event.EpochStarted started) {
            proto.setEpochStarted(EpochStartedProto.newBuilder()
                    .setEpoch(started.epoch())
                    .setAtMillis(started.atMillis())
                    .setNode(started.node()));
        } else if (event instanceof Event.EpochEnded) {
            proto.setEpochEnded(EpochEndedProto.getDefaultInstance());
        } else if (event instanceof Event.CapacityGrew grew) {
            proto.setCapacityGrew(grew.capacity());
        } else if (event instanceof Event.Refused refused) {
            proto.setRefused(RefusedProto.newBuilder()
                    .setProducer(refused.producer().value())
                    .setFirstSequence(refused.firstSequence())
                    .setLowestUnconfirmed(refused.lowestUnconfirmed())
                    .setCount(refused.count())
                    .setOutcome(Values.outcome(refused.kind()))
                    .setAtMillis(refused.atMillis()));
        } else if (event instanceof Event.Duplicate duplicate) {
            proto.setDuplicate(DuplicateProto.newBuilder()
                    .setProducer(duplicate.producer().value())
                    .setSequence(duplicate.sequence())
                    .setLowestUnconfirmed(duplicate.lowestUnconfirmed())
                    .setOriginalOffset(duplicate.originalOffset())
                    .setAtMillis(duplicate.atMillis()));
        } else if (event instanceof Event.SessionsEnded ended) {
            SessionsEndedProto.Builder producers = SessionsEndedProto.newBuilder();
            ended.producers().forEach(producer -> producers.addProducers(producer.value()));
            proto.setSessionsEnded(producers);
        } else if (event instanceof Event.Purged purged) {
            proto.setPurgedBelow(purged.belowOffset());
        } else if (event instanceof Event.Carried carried) {
            proto.setCarried(carried(carried));
        } else if (event instanceof Event.PauseChanged change) {
            proto.setPauseChanged(change.paused());
        } else {
            throw new IllegalArgumentException("An event without a stored form: " + event);
        }
    }

    static Event fromProto(EventProto proto) {
        return switch (proto.getEventCase()) {
            case ENQUEUED -> enqueued(proto.getEnqueued());
            case ACKED -> new Event.Acked(Values.offsets(proto.getAcked().getOffsets()));
            case LEASED ->
                new Event.Leased(proto.getLeased().getLeasesList().stream()
                        .map(Values::lease)
                        .toList());
            case RETURNED -> returned(proto.getReturned());
            case MATURED_UNTIL_MILLIS -> new Event.Matured(proto.getMaturedUntilMillis());
            case DEAD_LETTERED -> deadLettered(proto.getDeadLettered());
            case HANDED_OVER ->
                new Event.HandedOver(
                        new QueueName(proto.getHandedOver().getTarget()),
                        proto.getHandedOver().getUpToNumber());
            case EXPIRED -> new Event.Expired(Values.offsets(proto.getExpired().getOffsets()));
            case DECLARED ->
                new Event.Declared(
                        ValueCodec.fromProto(proto.getDeclared().getKey()),
                        SettingsCodec.fromProto(proto.getDeclared().getSettings()));
            case SETTINGS_CHANGED -> new Event.SettingsChanged(SettingsCodec.fromProto(proto.getSettingsChanged()));
            case EPOCH_STARTED -> epochStarted(proto.getEpochStarted());
            case EPOCH_ENDED -> new Event.EpochEnded();
            case CAPACITY_GREW -> new Event.CapacityGrew(proto.getCapacityGrew());
            case REFUSED -> refused(proto.getRefused());
            case DUPLICATE -> duplicate(proto.getDuplicate());
            case SESSIONS_ENDED ->
                new Event.SessionsEnded(proto.getSessionsEnded().getProducersList().stream()
                        .map(ProducerId::new)
                        .toList());
            case PURGED_BELOW -> new Event.Purged(proto.getPurgedBelow());
            case PAUSE_CHANGED -> new Event.PauseChanged(proto.getPauseChanged());
            case CARRIED -> carried(proto.getCarried());
            case EVENT_NOT_SET ->
                throw new IllegalArgumentException(
                        "The journal holds an event that this version does not know; a newer version wrote it.");
        };
    }

    private static Event epochStarted(EpochStartedProto proto) {
        return new Event.EpochStarted(proto.getEpoch(), proto.getAtMillis(), proto.getNode());
    }

    private static EnqueuedProto enqueued(Event.Enqueued event) {
        EnqueuedProto.Builder proto = EnqueuedProto.newBuilder()
                .setProducer(event.producer().value())
                .setFirstSequence(event.firstSequence())
                .setLowestUnconfirmed(event.lowestUnconfirmed())
                .setFirstOffset(event.firstOffset())
                .setSentAtMillis(event.sentAtMillis());
        for (Message message : event.messages()) {
            proto.addMessages(MessageCodec.toProto(message));
        }
        return proto.build();
    }

    private static Event enqueued(EnqueuedProto proto) {
        List<Message> messages = new ArrayList<>(proto.getMessagesCount());
        proto.getMessagesList().forEach(message -> messages.add(MessageCodec.fromProto(message)));
        return new Event.Enqueued(
                new ProducerId(proto.getProducer()),
                proto.getFirstSequence(),
                proto.getLowestUnconfirmed(),
                proto.getFirstOffset(),
                proto.getSentAtMillis(),
                messages);
    }

    private static CarriedProto carried(Event.Carried event) {
        CarriedProto.Builder proto = CarriedProto.newBuilder();
        long offset = 0;
        long sentAtMillis = 0;
        for (StoredMessage message : event.messages()) {
            proto.addOffsetDeltas(message.offset() - offset);
            proto.addSentAtDeltas(message.sentAtMillis() - sentAtMillis);
            proto.addMessages(MessageCodec.toProto(message.message()));
            offset = message.offset();
            sentAtMillis = message.sentAtMillis();
        }
        return proto.build();
    }

    private static Event carried(CarriedProto proto) {
        int count = proto.getMessagesCount();
        if (proto.getOffsetDeltasCount() != count || proto.getSentAtDeltasCount() != count) {
            throw new IllegalArgumentException("A row of " + count + " messages that were carried has "
                    + proto.getOffsetDeltasCount() + " offsets and " + proto.getSentAtDeltasCount() + " times");
        }
        List<StoredMessage> messages = new ArrayList<>(count);
        long offset = 0;
        long sentAtMillis = 0;
        for (int i = 0; i < count; i++) {
            offset += proto.getOffsetDeltas(i);
            sentAtMillis += proto.getSentAtDeltas(i);
            messages.add(new StoredMessage(offset, sentAtMillis, MessageCodec.fromProto(proto.getMessages(i))));
        }
        return new Event.Carried(messages);
    }

    private static Event returned(ReturnedProto proto) {
        return new Event.Returned(
                proto.getOffset(), proto.getAttempts(), proto.getDueMillis(), Values.suspicion(proto.getSuspicion()));
    }

    private static Event deadLettered(DeadLetteredProto proto) {
        return new Event.DeadLettered(
                proto.getOffset(), new QueueName(proto.getTarget()), proto.getNumber(), Values.info(proto.getInfo()));
    }

    private static Event refused(RefusedProto proto) {
        return new Event.Refused(
                new ProducerId(proto.getProducer()),
                proto.getFirstSequence(),
                proto.getLowestUnconfirmed(),
                proto.getCount(),
                Values.outcome(proto.getOutcome()),
                proto.getAtMillis());
    }

    private static Event duplicate(DuplicateProto proto) {
        return new Event.Duplicate(
                new ProducerId(proto.getProducer()),
                proto.getSequence(),
                proto.getLowestUnconfirmed(),
                proto.getOriginalOffset(),
                proto.getAtMillis());
    }
}
