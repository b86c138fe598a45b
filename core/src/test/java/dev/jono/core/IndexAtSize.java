package dev.jono.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.Message;
import dev.jono.api.QueueSettings;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Prints what it takes to write the index of very many messages into an image and to read it back, in the worst fragmentation that the limits allow. Run by hand,
 * with how many messages as the argument.
 */
final class IndexAtSize {
    /** What cleaning leaves when messages came one by one: rows of 16 KiB, as messages of half a KiB fill them. */
    private static final int IN_A_ROW = 32;

    private static final long MILLIS_BETWEEN_ROWS = 100;

    private final QueueState state = new QueueState();
    private final Random random = new Random(1);
    private final int messages;
    private long ordinal;

    IndexAtSize(int messages) {
        this.messages = messages;
    }

    public static void main(String[] args) {
        int messages = args.length == 0 ? 10_000_000 : Integer.parseInt(args[0]);
        System.out.printf(
                "%,d messages, heap of %,d MiB%n",
                messages, Runtime.getRuntime().maxMemory() >> 20);
        IndexAtSize plain = new IndexAtSize(messages);
        plain.send();
        plain.roundTrip("plain, in order");
        IndexAtSize holes = new IndexAtSize(messages);
        holes.send();
        holes.ackEverySecond();
        holes.roundTrip("every second one acked");
        IndexAtSize worst = new IndexAtSize(messages);
        worst.send();
        worst.returnAll();
        worst.roundTrip("all tried up to 4 times and due within a day");
        worst.purge();
    }

    void send() {
        state.evolve(new Event.Declared(QueueRig.KEY, QueueSettings.DEFAULT), ++ordinal);
        state.evolve(new Event.EpochStarted(1, 0, "node"), ++ordinal);
        List<Message> row = Collections.nCopies(IN_A_ROW, Message.of(new byte[512]));
        for (int offset = 0; offset < messages; offset += IN_A_ROW) {
            state.evolve(
                    new Event.Enqueued(
                            QueueRig.PRODUCER,
                            offset + 1,
                            offset + 1,
                            offset,
                            offset / IN_A_ROW * MILLIS_BETWEEN_ROWS,
                            row),
                    ++ordinal);
        }
    }

    void ackEverySecond() {
        for (int offset = 0; offset < messages; offset += 2) {
            state.evolve(new Event.Acked(Offsets.of(offset)), ++ordinal);
        }
    }

    void returnAll() {
        long nowMillis = state.lastWallMillis;
        for (int offset = 0; offset < messages; offset++) {
            long waitMillis = (long) Math.exp(random.nextDouble() * Math.log(86_400_000));
            long due = DueIndex.bucketMillis(nowMillis, waitMillis);
            state.evolve(new Event.Returned(offset, 1 + random.nextInt(4), due, Suspicion.NONE), ++ordinal);
        }
    }

    void purge() {
        long start = System.nanoTime();
        state.evolve(new Event.Purged(state.nextOffset), ++ordinal);
        System.out.printf("purged: %,d ms%n", (System.nanoTime() - start) / 1_000_000);
        assertThat(state.depth()).isZero();
    }

    /** Writes an image and reads it back, which must make the same index; returns how large it is. */
    long roundTrip(String what) {
        long heap = usedHeap();
        QueueImage image = time(what + ": image", () -> Images.of(state));
        QueueState restored = time(what + ": restore", () -> Images.toState(image));
        assertThat(restored.rows.toImage()).isEqualTo(image.rows());
        assertThat(restored.ready).isEqualTo(state.ready);
        assertThat(restored.delayed).isEqualTo(state.delayed);
        assertThat(restored.attempts).isEqualTo(state.attempts);
        assertThat(restored.depth()).isEqualTo(state.depth());
        System.out.printf(
                "%s: %,d rows in %,d bytes, ready %,d, delayed %,d in %,d buckets; heap %,d MiB with everything%n",
                what,
                state.rows.size(),
                image.rows().toBytes().length,
                image.ready().length,
                bytes(image.delayed().values()),
                image.delayed().size(),
                heap >> 20);
        return image.rows().toBytes().length
                + (long) image.ready().length
                + bytes(image.delayed().values());
    }

    private static long bytes(Iterable<byte[]> bitmaps) {
        long bytes = 0;
        for (byte[] bitmap : bitmaps) {
            bytes += bitmap.length;
        }
        return bytes;
    }

    private static <T> T time(String what, Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        System.out.printf("%s: %,d ms%n", what, (System.nanoTime() - start) / 1_000_000);
        return result;
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
