package dev.jono.persistence.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jono.core.Event;
import dev.jono.core.Input;
import dev.jono.core.Limits;
import dev.jono.core.Now;
import dev.jono.core.Queue;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every event survives its stored form, and what yesterday's version stored is still read. */
class JournalSerializerTest {
    private final JournalSerializer serializer = new JournalSerializer();

    static List<Event> events() {
        return EventSamples.all();
    }

    @Test
    void aSampleOfEachEventIsTried() {
        assertThat(EventSamples.all().stream().map(Event::getClass).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Event.class.getPermittedSubclasses())
                        .map(type -> type.asSubclass(Event.class))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("events")
    void anEventSurvivesItsStoredForm(Event event) throws NotSerializableException {
        JournalRow row = new JournalRow(List.of(event));
        assertThat(serializer.fromBinary(serializer.toBinary(row), serializer.manifest(row)))
                .isEqualTo(row);
    }

    @ParameterizedTest
    @MethodSource("events")
    void whatTheFirstVersionStoredIsStillRead(Event event) throws IOException {
        byte[] stored = golden(event.getClass().getSimpleName(), new JournalRow(List.of(event)));
        assertThat(serializer.fromBinary(stored, "row.1")).isEqualTo(new JournalRow(List.of(event)));
    }

    @Test
    void aSnapshotOfTheFirstVersionIsStillRead() throws IOException {
        JournalSnapshot snapshot = snapshot(queue(), Map.of(), 0);
        byte[] stored = golden("QueueImage", snapshot);
        assertThat(serializer.manifest(snapshot)).isEqualTo("image.1");
        assertThat(serializer.toBinary(serializer.fromBinary(stored, "image.1")))
                .isEqualTo(serializer.toBinary(snapshot));
    }

    @Test
    void aSnapshotWithPackedRowsIsStillRead() throws IOException {
        JournalSnapshot snapshot = snapshot(queue(), Map.of(1L, 0L, 3L, 70_000L), 90_000);
        byte[] stored = golden("JournalSnapshot", snapshot);
        JournalSnapshot read = (JournalSnapshot) serializer.fromBinary(stored, "image.1");
        assertThat(serializer.toBinary(read)).isEqualTo(serializer.toBinary(snapshot));
        assertThat(read.bytesBefore()).isEqualTo(snapshot.bytesBefore());
        assertThat(read.bytes()).isEqualTo(90_000);
        assertThat(read.image().rows().toList()).isEqualTo(List.copyOf(queue().rowsFrom(0, Integer.MAX_VALUE)));
    }

    @Test
    void aSnapshotSurvivesItsStoredForm() throws NotSerializableException {
        Queue queue = queue();
        JournalSnapshot snapshot = snapshot(queue, Map.of(1L, 0L), 5);
        Queue restored = Queue.restore(
                ((JournalSnapshot) serializer.fromBinary(serializer.toBinary(snapshot), serializer.manifest(snapshot)))
                        .image(),
                Limits.DEFAULT);
        assertThat(serializer.toBinary(snapshot(restored, Map.of(1L, 0L), 5))).isEqualTo(serializer.toBinary(snapshot));
        Now now = new Now(1_700_000_100_000L, 0);
        assertThat(restored.status(now)).isEqualTo(queue.status(now));
    }

    @Test
    void itsNumberAndManifestsAreForLife() {
        assertThat(serializer.identifier()).isEqualTo(7402);
        assertThat(serializer.manifest(new JournalRow(List.of()))).isEqualTo("row.1");
        assertThat(serializer.manifest(snapshot(queue(), Map.of(), 0))).isEqualTo("image.1");
    }

    @Test
    void damagedBytesAreNamed() {
        assertThatThrownBy(() -> serializer.fromBinary(new byte[] {1, 2, 3}, "row.1"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("damaged");
        assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "row.99"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("newer version");
    }

    /** A history that leaves something in every part of the state. */
    private static List<Event> history() {
        List<Event> history = new ArrayList<>();
        Queue queue = Queue.empty(Limits.DEFAULT);
        Now now = new Now(1_700_000_000_000L, 0);
        for (Input input : List.of(
                new Input.Declare(EventSamples.KEY, dev.jono.api.QueueSettings.DEFAULT),
                new Input.BeginEpoch("node-1"),
                StoredWork.send(),
                StoredWork.consumer())) {
            StoredWork.run(queue, input, now, history);
        }
        StoredWork.settleTheFirst(queue, now, history);
        return history;
    }

    private static JournalSnapshot snapshot(Queue queue, Map<Long, Long> bytesBefore, long bytes) {
        return new JournalSnapshot(queue.image(), bytesBefore, bytes);
    }

    private static Queue queue() {
        Queue queue = Queue.empty(Limits.DEFAULT);
        long ordinal = 0;
        for (Event event : history()) {
            queue.evolve(event, ++ordinal);
        }
        return queue;
    }

    private byte[] golden(String name, Object value) throws IOException {
        return HexFormat.of()
                .parseHex(Objects.requireNonNull(
                        golden().get(name),
                        () -> "No golden line for " + name + "; add: " + name + " "
                                + HexFormat.of().formatHex(serializer.toBinary(value))));
    }

    private static Map<String, String> golden() throws IOException {
        try (InputStream lines = Objects.requireNonNull(
                JournalSerializerTest.class.getResourceAsStream("/golden/journal.txt"), "golden/journal.txt")) {
            Map<String, String> golden = new HashMap<>();
            new String(lines.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                String[] parts = line.split(" ", 2);
                golden.put(parts[0], parts[1]);
            });
            return golden;
        }
    }
}
