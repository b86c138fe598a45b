package dev.jono.cluster.catalogue;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.proto.SettingsProto;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.wire.SettingsCodec;
import dev.jono.cluster.proto.CatalogueEntryProto;
import dev.jono.cluster.proto.CatalogueImageProto;
import dev.jono.cluster.proto.ChangeProto;
import dev.jono.cluster.proto.ChangesProto;
import dev.jono.cluster.proto.DeclareProto;
import dev.jono.cluster.proto.FindProto;
import dev.jono.cluster.proto.FollowProto;
import dev.jono.cluster.proto.NotDeclaredProto;
import dev.jono.cluster.proto.QueueDeclaredProto;
import dev.jono.cluster.proto.RefusedProto;
import dev.jono.cluster.proto.SettingsChangedProto;
import dev.jono.cluster.proto.SettingsTakenProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRefResolver;

/** The written form of each thing that the catalogue says or keeps. */
final class CatalogueForms {
    private final ActorRefResolver refs;

    private CatalogueForms(ActorRefResolver refs) {
        this.refs = refs;
    }

    /** Reads bytes. */
    interface Reader<T> {
        T apply(byte[] bytes) throws InvalidProtocolBufferException;
    }

    /**
     * How one kind of thing is written.
     *
     * @param manifest its name, with the version of the form
     * @param type its class
     * @param write puts it down
     * @param read takes it up
     */
    record Form<T>(String manifest, Class<T> type, Function<T, MessageLite> write, Reader<T> read) {
        MessageLite written(Object value) {
            return write.apply(type.cast(value));
        }
    }

    static List<Form<?>> all(ActorRefResolver refs) {
        CatalogueForms forms = new CatalogueForms(refs);
        List<Form<?>> all = new ArrayList<>();
        all.add(new Form<>("declare.1", CatalogueRequest.Declare.class, forms::declare, forms::declare));
        all.add(new Form<>("change.1", CatalogueRequest.Change.class, forms::change, forms::change));
        all.add(new Form<>("find.1", CatalogueRequest.Find.class, forms::find, forms::find));
        all.add(new Form<>("follow.1", CatalogueRequest.Follow.class, forms::follow, forms::follow));
        all.add(new Form<>(
                "found.1",
                CatalogueReply.Found.class,
                found -> entry(found.entry()),
                bytes -> new CatalogueReply.Found(entry(CatalogueEntryProto.parseFrom(bytes)))));
        all.add(new Form<>(
                "not-declared.1",
                CatalogueReply.NotDeclared.class,
                reply -> NotDeclaredProto.newBuilder()
                        .setQueue(reply.queue().value())
                        .build(),
                bytes -> new CatalogueReply.NotDeclared(
                        new QueueName(NotDeclaredProto.parseFrom(bytes).getQueue()))));
        all.add(new Form<>(
                "refused.1", CatalogueReply.Refused.class, CatalogueForms::refused, CatalogueForms::refused));
        all.add(new Form<>(
                "changes.1", CatalogueReply.Changes.class, CatalogueForms::changes, CatalogueForms::changes));
        all.add(new Form<>(
                "queue-declared.1",
                CatalogueEvent.QueueDeclared.class,
                CatalogueForms::queueDeclared,
                CatalogueForms::queueDeclared));
        all.add(new Form<>(
                "settings-changed.1",
                CatalogueEvent.SettingsChanged.class,
                CatalogueForms::settingsChanged,
                CatalogueForms::settingsChanged));
        all.add(new Form<>(
                "settings-taken.1",
                CatalogueEvent.SettingsTaken.class,
                taken -> SettingsTakenProto.newBuilder()
                        .setKey(taken.key().toString())
                        .build(),
                bytes -> new CatalogueEvent.SettingsTaken(
                        QueueKey.parse(SettingsTakenProto.parseFrom(bytes).getKey()))));
        all.add(new Form<>("image.1", CatalogueImage.class, CatalogueForms::image, CatalogueForms::image));
        return all;
    }

    private DeclareProto declare(CatalogueRequest.Declare declare) {
        return DeclareProto.newBuilder()
                .setQueue(declare.queue().value())
                .setSettings(settings(declare.settings()))
                .setReplyTo(refs.toSerializationFormat(declare.replyTo()))
                .build();
    }

    private CatalogueRequest.Declare declare(byte[] bytes) throws InvalidProtocolBufferException {
        DeclareProto proto = DeclareProto.parseFrom(bytes);
        return new CatalogueRequest.Declare(
                new QueueName(proto.getQueue()),
                settings(proto.getSettings()),
                refs.resolveActorRef(proto.getReplyTo()));
    }

    private ChangeProto change(CatalogueRequest.Change change) {
        return ChangeProto.newBuilder()
                .setQueue(change.queue().value())
                .setSettings(settings(change.settings()))
                .setVersion(change.version())
                .setReplyTo(refs.toSerializationFormat(change.replyTo()))
                .build();
    }

    private CatalogueRequest.Change change(byte[] bytes) throws InvalidProtocolBufferException {
        ChangeProto proto = ChangeProto.parseFrom(bytes);
        return new CatalogueRequest.Change(
                new QueueName(proto.getQueue()),
                settings(proto.getSettings()),
                proto.getVersion(),
                refs.resolveActorRef(proto.getReplyTo()));
    }

    private FindProto find(CatalogueRequest.Find find) {
        return FindProto.newBuilder()
                .setQueue(find.queue().value())
                .setReplyTo(refs.toSerializationFormat(find.replyTo()))
                .build();
    }

    private CatalogueRequest.Find find(byte[] bytes) throws InvalidProtocolBufferException {
        FindProto proto = FindProto.parseFrom(bytes);
        return new CatalogueRequest.Find(new QueueName(proto.getQueue()), refs.resolveActorRef(proto.getReplyTo()));
    }

    private FollowProto follow(CatalogueRequest.Follow follow) {
        return FollowProto.newBuilder()
                .setVersion(follow.version())
                .setFollower(refs.toSerializationFormat(follow.follower()))
                .build();
    }

    private CatalogueRequest.Follow follow(byte[] bytes) throws InvalidProtocolBufferException {
        FollowProto proto = FollowProto.parseFrom(bytes);
        return new CatalogueRequest.Follow(proto.getVersion(), refs.resolveActorRef(proto.getFollower()));
    }

    private static RefusedProto refused(CatalogueReply.Refused refused) {
        return RefusedProto.newBuilder()
                .setReason(refused.reason().name())
                .setDetail(refused.detail())
                .build();
    }

    /** A reason that this version does not know stays a refusal. */
    private static CatalogueReply.Refused refused(byte[] bytes) throws InvalidProtocolBufferException {
        RefusedProto proto = RefusedProto.parseFrom(bytes);
        boolean known =
                Arrays.stream(Reason.values()).anyMatch(reason -> reason.name().equals(proto.getReason()));
        return new CatalogueReply.Refused(
                known ? Reason.valueOf(proto.getReason()) : Reason.INTERNAL,
                known ? proto.getDetail() : proto.getReason() + ": " + proto.getDetail());
    }

    private static ChangesProto changes(CatalogueReply.Changes changes) {
        return ChangesProto.newBuilder()
                .setAfter(changes.after())
                .setUpTo(changes.upTo())
                .setLatest(changes.latest())
                .addAllEntries(
                        changes.entries().stream().map(CatalogueForms::entry).toList())
                .build();
    }

    private static CatalogueReply.Changes changes(byte[] bytes) throws InvalidProtocolBufferException {
        ChangesProto proto = ChangesProto.parseFrom(bytes);
        return new CatalogueReply.Changes(
                proto.getAfter(), proto.getUpTo(), proto.getLatest(), entries(proto.getEntriesList()));
    }

    private static QueueDeclaredProto queueDeclared(CatalogueEvent.QueueDeclared declared) {
        return QueueDeclaredProto.newBuilder()
                .setKey(declared.key().toString())
                .setSettings(settings(declared.settings()))
                .build();
    }

    private static CatalogueEvent.QueueDeclared queueDeclared(byte[] bytes) throws InvalidProtocolBufferException {
        QueueDeclaredProto proto = QueueDeclaredProto.parseFrom(bytes);
        return new CatalogueEvent.QueueDeclared(QueueKey.parse(proto.getKey()), settings(proto.getSettings()));
    }

    private static SettingsChangedProto settingsChanged(CatalogueEvent.SettingsChanged changed) {
        return SettingsChangedProto.newBuilder()
                .setKey(changed.key().toString())
                .setSettings(settings(changed.settings()))
                .build();
    }

    private static CatalogueEvent.SettingsChanged settingsChanged(byte[] bytes) throws InvalidProtocolBufferException {
        SettingsChangedProto proto = SettingsChangedProto.parseFrom(bytes);
        return new CatalogueEvent.SettingsChanged(QueueKey.parse(proto.getKey()), settings(proto.getSettings()));
    }

    private static CatalogueImageProto image(CatalogueImage image) {
        return CatalogueImageProto.newBuilder()
                .setVersion(image.version())
                .addAllEntries(
                        image.entries().stream().map(CatalogueForms::entry).toList())
                .addAllChanging(
                        image.changing().stream().map(QueueKey::toString).toList())
                .build();
    }

    private static CatalogueImage image(byte[] bytes) throws InvalidProtocolBufferException {
        CatalogueImageProto proto = CatalogueImageProto.parseFrom(bytes);
        return new CatalogueImage(
                proto.getVersion(),
                entries(proto.getEntriesList()),
                proto.getChangingList().stream().map(QueueKey::parse).toList());
    }

    private static CatalogueEntryProto entry(CatalogueEntry entry) {
        return CatalogueEntryProto.newBuilder()
                .setKey(entry.key().toString())
                .setSettings(settings(entry.settings()))
                .setVersion(entry.version())
                .build();
    }

    private static CatalogueEntry entry(CatalogueEntryProto proto) throws InvalidProtocolBufferException {
        return new CatalogueEntry(QueueKey.parse(proto.getKey()), settings(proto.getSettings()), proto.getVersion());
    }

    private static List<CatalogueEntry> entries(List<CatalogueEntryProto> protos)
            throws InvalidProtocolBufferException {
        List<CatalogueEntry> entries = new ArrayList<>(protos.size());
        for (CatalogueEntryProto proto : protos) {
            entries.add(entry(proto));
        }
        return entries;
    }

    private static ByteString settings(QueueSettings settings) {
        return SettingsCodec.toProto(settings).toByteString();
    }

    private static QueueSettings settings(ByteString bytes) throws InvalidProtocolBufferException {
        return SettingsCodec.fromProto(SettingsProto.parseFrom(bytes));
    }
}
