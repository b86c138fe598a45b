package dev.jono.api.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jono.api.JonoException;
import dev.jono.api.Message;
import dev.jono.api.actor.QueueRequest;
import dev.jono.api.proto.FailedProto;
import dev.jono.api.proto.QueueReplyProto;
import dev.jono.api.proto.QueueRequestProto;
import dev.jono.api.proto.SettleProto;
import dev.jono.api.proto.SettlementProto;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(Lifecycle.PER_CLASS)
class WireSerializerTest {
    private static final String GOLDEN = "/golden/wire.txt";

    private final ActorTestKit kit = ActorTestKit.create("golden");
    private final Serialization serialization = SerializationExtension.get(kit.system());
    private final WireSerializer serializer =
            (WireSerializer) serialization.serializerByIdentity().apply(7401);

    @AfterAll
    void stop() {
        kit.shutdownTestKit();
    }

    Stream<String> names() {
        return values().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void every_value_survives_the_way_through_an_array(String name) throws IOException {
        Object value = sample(name);
        byte[] bytes = serializer.toBinary(value);
        assertThat(serializer.fromBinary(bytes, serializer.manifest(value))).isEqualTo(value);
    }

    @ParameterizedTest
    @MethodSource("names")
    void every_value_survives_the_way_through_a_direct_buffer(String name) throws IOException {
        Object value = sample(name);
        ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
        serializer.toBinary(value, buffer);
        buffer.flip();
        assertThat(serializer.fromBinary(buffer, serializer.manifest(value))).isEqualTo(value);
    }

    @ParameterizedTest
    @MethodSource("names")
    void pekko_picks_this_serializer(String name) throws IOException {
        assertThat(serialization.serializerFor(sample(name).getClass())).isInstanceOf(WireSerializer.class);
    }

    @ParameterizedTest
    @MethodSource("names")
    void yesterdays_bytes_stay_readable(String name) throws IOException {
        Object value = sample(name);
        String line =
                name + " " + serializer.manifest(value) + " " + HexFormat.of().formatHex(serializer.toBinary(value));
        Map<String, List<String>> golden = golden();
        assertThat(golden).as("Add to %s the line%n%s", GOLDEN, line).containsKey(name);
        for (String written : Objects.requireNonNull(golden.get(name))) {
            String[] parts = written.split(" ", -1);
            assertThat(serializer.fromBinary(HexFormat.of().parseHex(parts[2]), parts[1]))
                    .isEqualTo(value);
        }
    }

    @Test
    void no_command_and_no_reply_is_forgotten() {
        assertThat(Samples.commands().values().stream().map(Object::getClass).collect(Collectors.toSet()))
                .isEqualTo(permitted(QueueCommand.class, QueueCommand.Outcome.class));
        assertThat(Samples.replies().values().stream().map(Object::getClass).collect(Collectors.toSet()))
                .isEqualTo(permitted(QueueReply.class));
    }

    @Test
    void no_outcome_is_forgotten() {
        QueueCommand.Settle settle =
                (QueueCommand.Settle) Objects.requireNonNull(Samples.commands().get("settle"));
        assertThat(settle.settlements().stream()
                        .map(settlement -> settlement.outcome().getClass())
                        .collect(Collectors.toSet()))
                .isEqualTo(permitted(QueueCommand.Outcome.class));
    }

    @Test
    void the_payload_is_not_copied_after_it_is_read() throws IOException {
        Message message = Message.of(new byte[] {1, 2, 3});
        assertThat(MessageCodec.fromProto(MessageCodec.toProto(message)).payload())
                .isSameAs(message.payload());
    }

    @Test
    void an_unknown_manifest_says_so() {
        assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "send.99"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("send.99")
                .hasMessageContaining("Upgrade");
    }

    @ParameterizedTest
    @ValueSource(strings = {"send.1", "settled.1", "deliveries.1", "failed.1"})
    void garbage_says_so(String manifest) {
        byte[] garbage = new byte[64];
        Arrays.fill(garbage, (byte) 0xEE);
        assertThatThrownBy(() -> serializer.fromBinary(garbage, manifest))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining(manifest);
    }

    @Test
    void a_body_of_another_kind_says_so() {
        byte[] sent = serializer.toBinary(sample("sent"));
        assertThatThrownBy(() -> serializer.fromBinary(sent, "settled.1"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("SENT");
    }

    @Test
    void an_outcome_of_a_newer_version_is_never_taken_for_an_ack() {
        byte[] bytes = QueueRequestProto.newBuilder()
                .setSettle(SettleProto.newBuilder()
                        .addSettlements(SettlementProto.newBuilder().setOffset(1)))
                .build()
                .toByteArray();
        assertThatThrownBy(() -> serializer.fromBinary(bytes, "settle.1"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("outcome");
    }

    @Test
    void a_reason_of_a_newer_version_stays_a_failure() throws IOException {
        byte[] bytes = QueueReplyProto.newBuilder()
                .setFailed(FailedProto.newBuilder().setReason("TOO_SUNNY").setDetail("Wait."))
                .build()
                .toByteArray();
        assertThat(serializer.fromBinary(bytes, "failed.1"))
                .isEqualTo(new QueueReply.Failed(JonoException.Reason.INTERNAL, "TOO_SUNNY: Wait."));
    }

    @Test
    void a_buffer_that_is_too_small_is_an_overflow() {
        assertThatThrownBy(() -> serializer.toBinary(sample("deliveries"), ByteBuffer.allocate(8)))
                .isInstanceOf(BufferOverflowException.class);
    }

    @Test
    void other_classes_are_refused() {
        assertThatThrownBy(() -> serializer.manifest("text")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> serializer.toBinary("text")).isInstanceOf(IllegalArgumentException.class);
    }

    private Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>(Samples.replies());
        Samples.commands()
                .forEach((name, command) -> values.put(
                        name,
                        new QueueRequest(command, kit.system().deadLetters().unsafeUpcast())));
        return values;
    }

    private Object sample(String name) {
        return Objects.requireNonNull(values().get(name));
    }

    private static Set<Class<?>> permitted(Class<?> sealed, Class<?>... without) {
        return Arrays.stream(sealed.getPermittedSubclasses())
                .filter(type -> !Arrays.asList(without).contains(type))
                .collect(Collectors.toSet());
    }

    /** Lines of name, manifest and hex; a name may have several, one for each form it has had. */
    private static Map<String, List<String>> golden() {
        try (InputStream in = Objects.requireNonNull(WireSerializerTest.class.getResourceAsStream(GOLDEN), GOLDEN);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.groupingBy(line -> line.substring(0, line.indexOf(' '))));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
