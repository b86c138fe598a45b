package dev.jono.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.Message;
import dev.jono.api.QueueSettings;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The index of very many messages in as many rows as it is told: what it takes of the heap, of time to be made an image and read back, and of bytes as that image. The
 * live messages lie {@code apart} offsets from one another.
 */
final class IndexAtSize {
    private static final long MILLIS_BETWEEN_ROWS = 10;
    private static final Message MESSAGE = Message.of(new byte[512]);

    private final QueueState state = new QueueState();
    private final Random random = new Random(1);
    private final long messages;
    private final long rows;
    private final int apart;
    private long ordinal;
    private long sequence = 1;

    IndexAtSize(long messages, long rows, int apart) {
        this.messages = messages;
        this.rows = rows;
        this.apart = apart;
        state.evolve(new Event.Declared(QueueRig.KEY, QueueSettings.DEFAULT), ++ordinal);
        state.evolve(new Event.EpochStarted(1, 0, "node"), ++ordinal);
    }

    /**
     * What was measured.
     *
     * @param heapBytes what the index takes of the heap, unless it is measured beside others
     * @param imageBytes what the image of the index takes
     * @param writeMillis the processor time that it took to make it
     * @param readMillis the processor time that it took to make an index of it
     */
    record Measured(long rows, long heapBytes, long imageBytes, long writeMillis, long readMillis) {}

    /** Sends all rows, and acks all but the first of {@code apart} messages each. */
    IndexAtSize send() {
        for (long row = 0; row < rows; row++) {
            int count = Math.toIntExact((endOf(row) - endOf(row - 1)) * apart);
            long first = state.nextOffset;
            enqueue(count);
            if (apart > 1) {
                long[] done = LongStream.range(first, first + count)
                        .filter(offset -> offset % apart != 0)
                        .toArray();
                state.evolve(new Event.Acked(Offsets.of(done)), ++ordinal);
            }
        }
        return check();
    }

    /** Carries forward what is left of far more messages; these have come and gone without a trace, so they are left out. */
    IndexAtSize carry() {
        for (long row = 0; row < rows; row++) {
            List<StoredMessage> carried = new ArrayList<>();
            long millis = state.lastWallMillis + MILLIS_BETWEEN_ROWS;
            for (long message = endOf(row - 1); message < endOf(row); message++) {
                carried.add(new StoredMessage(state.nextOffset, millis, MESSAGE));
                enqueue(1);
                state.nextOffset += apart - 1;
            }
            state.evolve(new Event.Carried(carried), ++ordinal);
        }
        return check();
    }

    /** Has each message tried up to 4 times, and wait for a time of its own within a day. */
    IndexAtSize returnAll() {
        long nowMillis = state.lastWallMillis;
        for (long message = 0; message < messages; message++) {
            long waitMillis = (long) Math.exp(random.nextDouble() * Math.log(86_400_000));
            long due = DueIndex.bucketMillis(nowMillis, waitMillis);
            state.evolve(new Event.Returned(message * apart, 1 + random.nextInt(4), due, Suspicion.NONE), ++ordinal);
        }
        return check();
    }

    private void enqueue(int count) {
        long atMillis = ordinal * MILLIS_BETWEEN_ROWS;
        List<Message> batch = Collections.nCopies(count, MESSAGE);
        state.evolve(
                new Event.Enqueued(QueueRig.PRODUCER, sequence, sequence, state.nextOffset, atMillis, batch),
                ++ordinal);
        sequence += count;
    }

    /** Returns how many messages are in the rows up to this one, which share them evenly. */
    private long endOf(long row) {
        return (row + 1) * messages / rows;
    }

    private IndexAtSize check() {
        assertThat(state.depth()).isEqualTo(messages);
        assertThat(state.rows.size()).isEqualTo(rows);
        return this;
    }

    /** Writes an image and reads it back, which must make the same index. */
    Measured roundTrip() {
        long heapBytes = usedHeap();
        long start = cpuNanos();
        QueueImage image = Images.of(state);
        long written = cpuNanos();
        QueueState restored = Images.toState(image);
        long read = cpuNanos();
        assertThat(restored.rows.toImage()).isEqualTo(image.rows());
        assertThat(restored.ready).isEqualTo(state.ready);
        assertThat(restored.delayed).isEqualTo(state.delayed);
        assertThat(restored.attempts).isEqualTo(state.attempts);
        assertThat(restored.depth()).isEqualTo(state.depth());
        return new Measured(
                state.rows.size(),
                heapBytes,
                bytes(image),
                (written - start) / 1_000_000,
                (read - written) / 1_000_000);
    }

    /** Forgets all messages at once, and returns how many milliseconds of processor time that took. */
    long purgeMillis() {
        long start = cpuNanos();
        state.evolve(new Event.Purged(state.nextOffset), ++ordinal);
        long end = cpuNanos();
        assertThat(state.depth()).isZero();
        return (end - start) / 1_000_000;
    }

    private static long bytes(QueueImage image) {
        return image.rows().toBytes().length
                + image.ready().length
                + bytes(image.delayed().values())
                + bytes(image.attempts().values());
    }

    private static long bytes(Iterable<byte[]> bitmaps) {
        long bytes = 0;
        for (byte[] bitmap : bitmaps) {
            bytes += bitmap.length;
        }
        return bytes;
    }

    /** This thread's: what else the machine does is not counted. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Returns how much of the heap is used. */
    static long usedHeap() {
        IntStream.range(0, 3).forEach(time -> System.gc());
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
