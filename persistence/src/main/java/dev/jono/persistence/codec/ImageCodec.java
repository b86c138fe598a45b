package dev.jono.persistence.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.jono.api.QueueName;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueReply.SendOutcome;
import dev.jono.api.wire.SettingsCodec;
import dev.jono.api.wire.ValueCodec;
import dev.jono.core.Effect;
import dev.jono.core.PackedRows;
import dev.jono.core.QueueImage;
import dev.jono.core.RowEntry;
import dev.jono.persistence.proto.DeduplicationProto;
import dev.jono.persistence.proto.ImageProto;
import dev.jono.persistence.proto.OutboundProto;
import dev.jono.persistence.proto.PendingLetterProto;
import dev.jono.persistence.proto.RowEntryProto;
import dev.jono.persistence.proto.RunProto;
import dev.jono.persistence.proto.SessionProto;
import java.util.Map;
import java.util.TreeMap;

/** Maps a snapshot to its stored form and back. */
final class ImageCodec {
    private ImageCodec() {}

    static ImageProto toProto(JournalSnapshot snapshot) {
        return toProto(snapshot.image())
                .putAllJournalBytesBefore(snapshot.bytesBefore())
                .setJournalBytes(snapshot.bytes())
                .build();
    }

    static JournalSnapshot fromProto(ImageProto proto) {
        return new JournalSnapshot(image(proto), proto.getJournalBytesBeforeMap(), proto.getJournalBytes());
    }

    private static ImageProto.Builder toProto(QueueImage image) {
        ImageProto.Builder proto = ImageProto.newBuilder()
                .setSettings(SettingsCodec.toProto(image.settings()))
                .setPaused(image.paused())
                .setEpoch(image.epoch())
                .setEpochEnded(image.epochEnded())
                .setNode(image.node())
                .setCapacity(image.capacity())
                .setLastWallMillis(image.lastWallMillis())
                .setNextOffset(image.nextOffset())
                .setSent(image.totals().sent())
                .setAcked(image.totals().acked())
                .setDeadLettered(image.totals().deadLettered())
                .setExpired(image.totals().expired())
                .putAllEpochByFirstOffset(image.epochByFirstOffset())
                .setReady(UnsafeByteOperations.unsafeWrap(image.ready()))
                .setSuspects(UnsafeByteOperations.unsafeWrap(image.suspects()))
                .setCounted(UnsafeByteOperations.unsafeWrap(image.counted()))
                .setPackedRows(UnsafeByteOperations.unsafeWrap(image.rows().toBytes()));
        if (image.key() != null) {
            proto.setKey(ValueCodec.toProto(image.key()));
        }
        image.delayed().forEach((due, bitmap) -> proto.putDelayed(due, UnsafeByteOperations.unsafeWrap(bitmap)));
        image.expiries().forEach((due, bitmap) -> proto.putExpiries(due, UnsafeByteOperations.unsafeWrap(bitmap)));
        image.attempts().forEach((count, bitmap) -> proto.putAttempts(count, UnsafeByteOperations.unsafeWrap(bitmap)));
        image.leases().forEach(lease -> proto.addLeases(Values.lease(lease)));
        image.sessions().forEach(session -> proto.addSessions(session(session)));
        image.deduplication()
                .forEach(known -> proto.addDeduplication(DeduplicationProto.newBuilder()
                        .setId(known.id())
                        .setOffset(known.offset())
                        .setUntilMillis(known.untilMillis())));
        image.deadLetters().forEach(outbound -> proto.addDeadLetters(outbound(outbound)));
        return proto;
    }

    private static QueueImage image(ImageProto proto) {
        return new QueueImage(
                proto.hasKey() ? ValueCodec.fromProto(proto.getKey()) : null,
                SettingsCodec.fromProto(proto.getSettings()),
                proto.getPaused(),
                proto.getEpoch(),
                proto.getEpochEnded(),
                proto.getNode(),
                proto.getCapacity(),
                proto.getLastWallMillis(),
                proto.getNextOffset(),
                new QueueImage.Totals(proto.getSent(), proto.getAcked(), proto.getDeadLettered(), proto.getExpired()),
                proto.getEpochByFirstOffsetMap(),
                rows(proto),
                proto.getReady().toByteArray(),
                bitmaps(proto.getDelayedMap()),
                bitmaps(proto.getExpiriesMap()),
                bitmaps(proto.getAttemptsMap()),
                proto.getSuspects().toByteArray(),
                proto.getCounted().toByteArray(),
                proto.getLeasesList().stream().map(Values::lease).toList(),
                proto.getSessionsList().stream().map(ImageCodec::session).toList(),
                proto.getDeduplicationList().stream()
                        .map(known -> new QueueImage.DeduplicationImage(
                                known.getId(), known.getOffset(), known.getUntilMillis()))
                        .toList(),
                proto.getDeadLettersList().stream().map(ImageCodec::outbound).toList());
    }

    /** Reads the packed rows, or those of the first version, which had a message each. */
    private static PackedRows rows(ImageProto proto) {
        return proto.getRowsCount() == 0
                ? PackedRows.fromBytes(proto.getPackedRows().toByteArray())
                : PackedRows.of(
                        proto.getRowsList().stream().map(ImageCodec::row).toList());
    }

    private static RowEntry row(RowEntryProto proto) {
        return new RowEntry(
                proto.getOrdinal(),
                proto.getFirstOffset(),
                proto.getCount(),
                proto.getLive(),
                proto.getBytes(),
                proto.getSentAtMillis());
    }

    private static SessionProto session(QueueImage.SessionImage session) {
        SessionProto.Builder proto = SessionProto.newBuilder()
                .setProducer(session.producer().value())
                .setLast(session.last())
                .setLastSendMillis(session.lastSendMillis());
        for (QueueImage.RunImage run : session.runs()) {
            proto.addRuns(RunProto.newBuilder()
                    .setFirstSequence(run.firstSequence())
                    .setOutcome(Values.outcome(run.outcome().kind()))
                    .setCount(run.outcome().count())
                    .setFirstOffset(run.outcome().firstOffset()));
        }
        return proto.build();
    }

    private static QueueImage.SessionImage session(SessionProto proto) {
        return new QueueImage.SessionImage(
                new ProducerId(proto.getProducer()),
                proto.getLast(),
                proto.getLastSendMillis(),
                proto.getRunsList().stream()
                        .map(run -> new QueueImage.RunImage(
                                run.getFirstSequence(),
                                new SendOutcome(
                                        Values.outcome(run.getOutcome()), run.getCount(), run.getFirstOffset())))
                        .toList());
    }

    private static OutboundProto outbound(QueueImage.OutboundImage outbound) {
        OutboundProto.Builder proto =
                OutboundProto.newBuilder().setTarget(outbound.target().value()).setLast(outbound.last());
        outbound.pending()
                .forEach((number, letter) -> proto.putPending(
                        number,
                        PendingLetterProto.newBuilder()
                                .setOffset(letter.offset())
                                .setInfo(Values.info(letter.info()))
                                .build()));
        return proto.build();
    }

    private static QueueImage.OutboundImage outbound(OutboundProto proto) {
        Map<Long, Effect.DeadLetter> pending = new TreeMap<>();
        proto.getPendingMap()
                .forEach((number, letter) ->
                        pending.put(number, new Effect.DeadLetter(letter.getOffset(), Values.info(letter.getInfo()))));
        return new QueueImage.OutboundImage(new QueueName(proto.getTarget()), proto.getLast(), pending);
    }

    private static <K extends Comparable<K>> Map<K, byte[]> bitmaps(Map<K, ByteString> proto) {
        Map<K, byte[]> bitmaps = new TreeMap<>();
        proto.forEach((key, bytes) -> bitmaps.put(key, bytes.toByteArray()));
        return bitmaps;
    }
}
