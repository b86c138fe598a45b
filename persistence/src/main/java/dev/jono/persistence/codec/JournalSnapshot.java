package dev.jono.persistence.codec;

import dev.jono.core.QueueImage;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a snapshot stores.
 *
 * @param image the queue
 * @param bytesBefore how many bytes of rows were written before some of them, by ordinal; none in a snapshot of the first version
 * @param bytes how many were written until the snapshot, counted alike
 */
public record JournalSnapshot(QueueImage image, Map<Long, Long> bytesBefore, long bytes) {
    public JournalSnapshot {
        bytesBefore = Collections.unmodifiableSortedMap(new TreeMap<>(bytesBefore));
    }
}
