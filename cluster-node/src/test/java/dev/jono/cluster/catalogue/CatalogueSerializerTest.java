package dev.jono.cluster.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jono.api.Backoff;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.QueueKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every form comes back as it was, also from the bytes of earlier versions. */
@TestInstance(Lifecycle.PER_CLASS)
class CatalogueSerializerTest {
    private static final String GOLDEN = "/golden/catalogue.txt";

    private final ActorTestKit kit = ActorTestKit.create("golden");
    private final Serialization serialization = SerializationExtension.get(kit.system());
    private final CatalogueSerializer serializer =
            (CatalogueSerializer) serialization.serializerByIdentity().apply(7403);

    @AfterAll
    void stop() {
        kit.shutdownTestKit();
    }

    Stream<String> names() {
        return samples().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everythingComesBackAsItWas(String name) throws IOException {
        Object value = sample(name);
        assertThat(serialization.serializerFor(value.getClass())).isInstanceOf(CatalogueSerializer.class);
        assertThat(serializer.fromBinary(serializer.toBinary(value), serializer.manifest(value)))
                .isEqualTo(value);
    }

    @ParameterizedTest
    @MethodSource("names")
    void yesterdaysBytesStayReadable(String name) throws IOException {
        Object value = sample(name);
        String line =
                name + " " + serializer.manifest(value) + " " + HexFormat.of().formatHex(serializer.toBinary(value));
        List<String> written = golden().getOrDefault(name, List.of());
        assertThat(written).as("Add to %s the line%n%s", GOLDEN, line).isNotEmpty();
        for (String each : written) {
            String[] parts = each.split(" ", -1);
            assertThat(serializer.fromBinary(HexFormat.of().parseHex(parts[2]), parts[1]))
                    .isEqualTo(value);
        }
    }

    @Test
    void nothingThatTravelsOrIsKeptIsForgotten() {
        Set<Class<?>> sampled =
                samples().values().stream().map(Object::getClass).collect(Collectors.toSet());
        assertThat(sampled)
                .containsAll(permitted(CatalogueReply.class))
                .containsAll(permitted(CatalogueEvent.class))
                .containsAll(permitted(CatalogueRequest.class).stream()
                        .filter(type -> type != CatalogueRequest.Stop.class
                                && type != CatalogueRequest.Taken.class
                                && type != CatalogueRequest.CommitDeclares.class)
                        .toList());
    }

    @Test
    void whatIsNotKnownSaysSo() {
        assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "found.99"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("found.99")
                .hasMessageContaining("Upgrade");
        assertThatThrownBy(() -> serializer.fromBinary(new byte[] {(byte) 0xEE, 1}, "found.1"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("found.1");
    }

    private Object sample(String name) {
        return Objects.requireNonNull(samples().get(name));
    }

    private Map<String, Object> samples() {
        QueueName queue = new QueueName("orders");
        QueueSettings settings = QueueSettings.builder()
                .lease(Duration.ofSeconds(45))
                .maxAttempts(3)
                .backoff(new Backoff(Duration.ofMillis(200), 1.5, Duration.ofSeconds(9), 0.1))
                .deadLetterQueue(new QueueName("failed"))
                .maxMessages(1_000)
                .deadLetterExpired(true)
                .build();
        QueueKey key = new QueueKey(queue, 0, 7);
        CatalogueEntry entry = new CatalogueEntry(key, settings, 12);
        ActorRef<CatalogueReply> nobody = kit.system().deadLetters().unsafeUpcast();
        Map<String, Object> samples = new LinkedHashMap<>();
        samples.put("declare", new CatalogueRequest.Declare(queue, settings, nobody));
        samples.put(
                "change", new CatalogueRequest.Change(queue, settings, CatalogueRequest.Change.ANY_VERSION, nobody));
        samples.put("change-of-version", new CatalogueRequest.Change(queue, settings, 12, nobody));
        samples.put("find", new CatalogueRequest.Find(queue, nobody));
        samples.put("follow", new CatalogueRequest.Follow(11, nobody));
        samples.put("found", new CatalogueReply.Found(entry));
        samples.put("not-declared", new CatalogueReply.NotDeclared(queue));
        samples.put("refused", new CatalogueReply.Refused(Reason.CONFLICTING_SETTINGS, "Use others."));
        samples.put("refused-too-many", new CatalogueReply.Refused(Reason.TOO_MANY_QUEUES, "Use fewer."));
        samples.put("changes", new CatalogueReply.Changes(11, 12, 14, List.of(entry)));
        samples.put("queue-declared", new CatalogueEvent.QueueDeclared(key, settings));
        samples.put("settings-changed", new CatalogueEvent.SettingsChanged(key, settings));
        samples.put("settings-taken", new CatalogueEvent.SettingsTaken(key));
        samples.put("image", new CatalogueImage(12, List.of(entry), List.of(key)));
        return samples;
    }

    private static Set<Class<?>> permitted(Class<?> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses()).collect(Collectors.toSet());
    }

    /** Lines of name, manifest and hex; a name may have several, one for each form it has had. */
    private static Map<String, List<String>> golden() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(CatalogueSerializerTest.class.getResourceAsStream(GOLDEN), GOLDEN),
                StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.groupingBy(line -> line.substring(0, line.indexOf(' '))));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
