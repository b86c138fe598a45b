package dev.jono.core;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An image as values that can be compared: equal sets of offsets may be written as different bytes. */
final class Canonical {
    private Canonical() {}

    static Map<String, Object> of(QueueImage image) {
        Map<String, Object> values = new TreeMap<>();
        values.put("key", String.valueOf(image.key()));
        values.put("settings", image.settings());
        values.put("paused", image.paused());
        values.put("epoch", List.of(image.epoch(), image.epochEnded(), image.node()));
        values.put("capacity", image.capacity());
        values.put("lastWallMillis", image.lastWallMillis());
        values.put("nextOffset", image.nextOffset());
        values.put("totals", image.totals());
        values.put("epochByFirstOffset", image.epochByFirstOffset());
        values.put("rows", image.rows().toList());
        values.put("ready", offsets(image.ready()));
        values.put("delayed", offsets(image.delayed()));
        values.put("expiries", offsets(image.expiries()));
        values.put("attempts", offsets(image.attempts()));
        values.put("suspects", offsets(image.suspects()));
        values.put("counted", offsets(image.counted()));
        values.put("leases", image.leases());
        values.put("sessions", image.sessions());
        values.put("deduplication", image.deduplication());
        values.put("deadLetters", image.deadLetters());
        return values;
    }

    private static List<Long> offsets(byte[] bytes) {
        return Arrays.stream(OffsetSet.fromBytes(bytes).toArray()).boxed().toList();
    }

    private static <K extends Comparable<K>> Map<K, List<Long>> offsets(Map<K, byte[]> sets) {
        Map<K, List<Long>> values = new TreeMap<>();
        sets.forEach((key, bytes) -> values.put(key, offsets(bytes)));
        return values;
    }
}
