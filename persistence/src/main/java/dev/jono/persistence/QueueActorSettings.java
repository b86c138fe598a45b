package dev.jono.persistence;

import com.typesafe.config.Config;
import dev.jono.core.Limits;
import java.time.Duration;

/**
 * The settings of a queue's actor, section {@code jono.queue} of the configuration, read once; {@code reference.conf} says
 * what each means.
 */
record QueueActorSettings(
        int maxWaitingMessages,
        long maxWaitingBytes,
        int maxWaitingSettlements,
        Duration maxWait,
        long batchBytes,
        int batchSettlements,
        int rowBytes,
        int wireBytes,
        long snapshotAfterBytes,
        int snapshotRatio,
        CleaningSettings cleaning,
        Duration minBackoff,
        Duration maxBackoff,
        Duration passivateAfter,
        Limits limits) {

    static QueueActorSettings from(Config root) {
        Config config = root.getConfig("jono.queue");
        return new QueueActorSettings(
                config.getInt("max-waiting-messages"),
                config.getBytes("max-waiting-bytes"),
                config.getInt("max-waiting-settlements"),
                config.getDuration("max-wait"),
                config.getBytes("batch-bytes"),
                config.getInt("batch-settlements"),
                Math.toIntExact(config.getBytes("row-bytes")),
                Math.toIntExact(config.getBytes("wire-bytes")),
                config.getBytes("snapshot-after-bytes"),
                config.getInt("snapshot-ratio"),
                CleaningSettings.from(config.getConfig("cleaning")),
                config.getDuration("restart-backoff.min"),
                config.getDuration("restart-backoff.max"),
                config.getDuration("passivate-after"),
                limits(config.getConfig("limits")));
    }

    private static Limits limits(Config config) {
        return new Limits(
                config.getInt("producers"),
                config.getDuration("producer-memory").toMillis(),
                config.getInt("consumers"),
                config.getDuration("journal-lease-after").toMillis(),
                config.getDuration("journal-lease-at-latest").toMillis(),
                config.getDuration("refresh-wait").toMillis(),
                config.getDuration("hand-over-retry").toMillis(),
                config.getInt("hand-over-batch"));
    }
}
