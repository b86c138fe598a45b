package dev.jono.api.wire;

import dev.jono.api.proto.NothingProto;
import dev.jono.api.proto.QueueRequestProto;
import dev.jono.api.proto.QueueRequestProto.CommandCase;
import dev.jono.api.protocol.QueueCommand;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of commands: each one's manifest, and how it is written and read. */
final class Requests {
    private static final NothingProto NOTHING = NothingProto.getDefaultInstance();

    /**
     * One kind of command.
     *
     * @param manifest its name on the wire, with its version
     * @param type its class
     * @param written which part of the request holds it
     * @param write puts it there
     * @param read takes it from there
     */
    record Kind<C extends QueueCommand>(
            String manifest,
            Class<C> type,
            CommandCase written,
            BiConsumer<QueueRequestProto.Builder, C> write,
            Function<QueueRequestProto, C> read) {
        void writeTo(QueueRequestProto.Builder proto, QueueCommand command) {
            write.accept(proto, type.cast(command));
        }

        C readFrom(QueueRequestProto proto) {
            if (proto.getCommandCase() != written) {
                throw new IllegalArgumentException("It holds " + proto.getCommandCase() + ".");
            }
            return read.apply(proto);
        }
    }

    private static final Map<String, Kind<?>> BY_MANIFEST = Stream.<Kind<?>>of(
                    new Kind<>(
                            "send.1",
                            QueueCommand.Send.class,
                            CommandCase.SEND,
                            (proto, send) -> proto.setSend(CommandCodec.toProto(send)),
                            proto -> CommandCodec.fromProto(proto.getSend())),
                    new Kind<>(
                            "refresh.1",
                            QueueCommand.Refresh.class,
                            CommandCase.REFRESH,
                            (proto, refresh) -> proto.setRefresh(CommandCodec.toProto(refresh)),
                            proto -> CommandCodec.fromProto(proto.getRefresh())),
                    new Kind<>(
                            "leave.1",
                            QueueCommand.Leave.class,
                            CommandCase.LEAVE,
                            (proto, leave) -> proto.setLeave(ValueCodec.toProto(leave.consumer())),
                            proto -> new QueueCommand.Leave(ValueCodec.fromProto(proto.getLeave()))),
                    new Kind<>(
                            "receive.1",
                            QueueCommand.Receive.class,
                            CommandCase.RECEIVE,
                            (proto, receive) -> proto.setReceive(CommandCodec.toProto(receive)),
                            proto -> CommandCodec.fromProto(proto.getReceive())),
                    new Kind<>(
                            "settle.1",
                            QueueCommand.Settle.class,
                            CommandCase.SETTLE,
                            (proto, settle) -> proto.setSettle(CommandCodec.toProto(settle)),
                            proto -> CommandCodec.fromProto(proto.getSettle())),
                    new Kind<>(
                            "purge.1",
                            QueueCommand.Purge.class,
                            CommandCase.PURGE,
                            (proto, purge) -> proto.setPurge(NOTHING),
                            proto -> new QueueCommand.Purge()),
                    new Kind<>(
                            "pause.1",
                            QueueCommand.Pause.class,
                            CommandCase.PAUSE,
                            (proto, pause) -> proto.setPause(NOTHING),
                            proto -> new QueueCommand.Pause()),
                    new Kind<>(
                            "resume.1",
                            QueueCommand.Resume.class,
                            CommandCase.RESUME,
                            (proto, resume) -> proto.setResume(NOTHING),
                            proto -> new QueueCommand.Resume()),
                    new Kind<>(
                            "change-settings.1",
                            QueueCommand.ChangeSettings.class,
                            CommandCase.CHANGE_SETTINGS,
                            (proto, change) -> proto.setChangeSettings(SettingsCodec.toProto(change.settings())),
                            proto -> new QueueCommand.ChangeSettings(
                                    SettingsCodec.fromProto(proto.getChangeSettings()))),
                    new Kind<>(
                            "describe.1",
                            QueueCommand.Describe.class,
                            CommandCase.DESCRIBE,
                            (proto, describe) -> proto.setDescribe(NOTHING),
                            proto -> new QueueCommand.Describe()))
            .collect(Collectors.toUnmodifiableMap(Kind::manifest, Function.identity()));

    private static final Map<Class<?>, Kind<?>> BY_TYPE =
            BY_MANIFEST.values().stream().collect(Collectors.toUnmodifiableMap(Kind::type, Function.identity()));

    private Requests() {}

    /** Returns how commands of that class are written. */
    static Kind<?> of(QueueCommand command) {
        Kind<?> kind = BY_TYPE.get(command.getClass());
        if (kind == null) {
            throw new IllegalArgumentException(
                    "No wire form is known for " + command.getClass().getName() + ".");
        }
        return kind;
    }

    static Map<String, Kind<?>> byManifest() {
        return BY_MANIFEST;
    }
}
