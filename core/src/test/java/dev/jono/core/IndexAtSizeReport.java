package dev.jono.core;

import dev.jono.core.IndexAtSize.Measured;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Prints what very large indexes cost in the fragmentations that the limits allow, as rows of the table in {@code docs/limits.md}. Run by hand, with how many messages as the
 * first argument, then the shapes that are wanted, all without. Each index is made alone: nothing of the one before is left.
 */
final class IndexAtSizeReport {
    private static final long MESSAGES_BY_DEFAULT = 10_000_000;

    /** The limit in bytes that a queue of so many messages has; of more messages, in proportion. */
    private static final long BYTES_BY_DEFAULT = 16L << 30;

    private static final int IN_A_FULL_ROW = 60;

    private final long messages;
    private final Map<String, Supplier<IndexAtSize>> shapes = new LinkedHashMap<>();

    private IndexAtSizeReport(long messages) {
        this.messages = messages;
        long full = messages / IN_A_FULL_ROW;
        long most = mostRows(messages);
        shapes.put("full-rows", () -> new IndexAtSize(messages, full, 1).send());
        shapes.put("most-rows", () -> new IndexAtSize(messages, most, 1).send());
        shapes.put("one-of-2", () -> new IndexAtSize(messages, most, 2).send());
        shapes.put("one-of-20", () -> new IndexAtSize(messages, most, 20).carry());
        shapes.put("one-of-1000", () -> new IndexAtSize(messages, most, 1_000).carry());
        shapes.put(
                "retried-full-rows",
                () -> new IndexAtSize(messages, full, 1).send().returnAll());
        shapes.put("retried", () -> new IndexAtSize(messages, most, 1).send().returnAll());
        shapes.put(
                "retried-one-of-20",
                () -> new IndexAtSize(messages, most, 20).carry().returnAll());
    }

    public static void main(String[] args) {
        long messages = args.length == 0 ? MESSAGES_BY_DEFAULT : Long.parseLong(args[0]);
        List<String> wanted = Arrays.asList(args).subList(Math.min(1, args.length), args.length);
        System.out.printf(
                "%,d messages, heap of at most %,d MiB%n",
                messages, mib(Runtime.getRuntime().maxMemory()));
        loadClasses();
        IndexAtSizeReport report = new IndexAtSizeReport(messages);
        report.shapes.forEach((shape, index) -> {
            if (wanted.isEmpty() || wanted.contains(shape)) {
                report.print(shape, index);
            }
        });
    }

    /**
     * Returns as many rows as cleaning leaves: 100,000, and one for each 16 KiB of live messages, each counted with 24 bytes beside itself, and each row with 64
     * ({@code CleaningPolicy}).
     */
    static long mostRows(long messages) {
        long bytes = BYTES_BY_DEFAULT / MESSAGES_BY_DEFAULT * messages + 24 * messages;
        return Math.min(messages, (100_000 + (bytes >> 14)) * 256 / 255);
    }

    /** So that they are not counted with the first index. */
    private static void loadClasses() {
        new IndexAtSize(1_000, 100, 2).send().returnAll().roundTrip();
    }

    private void print(String shape, Supplier<IndexAtSize> make) {
        long before = IndexAtSize.usedHeap();
        IndexAtSize index = make.get();
        Measured measured = index.roundTrip();
        long heap = measured.heapBytes() - before;
        System.out.printf(
                "| %s | %,d rows | %,d MiB, %.2f bytes a message | %,d ms | %.1f MB | %,d ms | purge %,d ms | heap before %,d MiB%n",
                shape,
                measured.rows(),
                mib(heap),
                (double) heap / messages,
                measured.writeMillis(),
                measured.imageBytes() / 1e6,
                measured.readMillis(),
                index.purgeMillis(),
                mib(before));
    }

    private static long mib(long bytes) {
        return bytes >> 20;
    }
}
