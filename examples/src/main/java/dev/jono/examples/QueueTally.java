package dev.jono.examples;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** What the audit files say of one queue. */
final class QueueTally {
    long sent;
    long confirmed;
    long done;
    long redelivered;
    long deadLettered;

    /** The name of the owner that was killed; empty if none was. */
    String killedOwner = "";

    private long killedAtMillis;
    private final TreeMap<Long, Long> firstDeliveryByEpoch = new TreeMap<>();

    void delivered(AuditLine line) {
        firstDeliveryByEpoch.merge(line.epoch(), line.atMillis(), Math::min);
    }

    void killed(AuditLine line) {
        killedOwner = line.detail();
        killedAtMillis = line.atMillis();
    }

    /** Returns the time from the kill of the queue's owner to the first delivery by the next one; empty until then. */
    OptionalLong failoverMillis() {
        if (killedOwner.isEmpty()) {
            return OptionalLong.empty();
        }
        long killedEpoch = firstDeliveryByEpoch.entrySet().stream()
                .filter(first -> first.getValue() <= killedAtMillis)
                .mapToLong(Map.Entry::getKey)
                .max()
                .orElse(0);
        return firstDeliveryByEpoch.tailMap(killedEpoch, false).values().stream()
                .mapToLong(atMillis -> atMillis - killedAtMillis)
                .filter(millis -> millis >= 0)
                .min();
    }
}
