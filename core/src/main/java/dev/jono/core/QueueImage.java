package dev.jono.core;

import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply.SendOutcome;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The journaled state of a queue as plain values, for a snapshot: the index, never payloads. Bitmaps are in RoaringBitmap's
 * portable format, rows in that of {@link PackedRows}.
 *
 * @param key the queue; {@code null} before it is declared
 */
@SuppressWarnings("ArrayRecordComponent") // images are written and read, never compared or changed
public record QueueImage(
        @Nullable QueueKey key,
        QueueSettings settings,
        boolean paused,
        long epoch,
        boolean epochEnded,
        String node,
        long capacity,
        long lastWallMillis,
        long nextOffset,
        Totals totals,
        Map<Long, Long> epochByFirstOffset,
        PackedRows rows,
        byte[] ready,
        Map<Long, byte[]> delayed,
        Map<Long, byte[]> expiries,
        Map<Integer, byte[]> attempts,
        byte[] suspects,
        byte[] counted,
        List<LeaseRecord> leases,
        List<SessionImage> sessions,
        List<DeduplicationImage> deduplication,
        List<OutboundImage> deadLetters) {

    /** What has passed through the queue since it was declared. */
    public record Totals(long sent, long acked, long deadLettered, long expired) {}

    /** One producer. */
    public record SessionImage(ProducerId producer, long last, long lastSendMillis, List<RunImage> runs) {}

    /** Outcomes of consecutive numbers of a producer. */
    public record RunImage(long firstSequence, SendOutcome outcome) {}

    /** One deduplication id. */
    public record DeduplicationImage(String id, long offset, long untilMillis) {}

    /** The dead letters under way to one target. */
    public record OutboundImage(QueueName target, long last, Map<Long, Effect.DeadLetter> pending) {}
}
