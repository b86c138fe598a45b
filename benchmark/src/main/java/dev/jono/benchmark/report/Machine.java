package dev.jono.benchmark.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The facts about this machine that figures depend on. */
public final class Machine {
    private static final int SYNCS = 50;
    private static final int SYNCED_BYTES = 4096;

    private Machine() {}

    /**
     * Returns them, by name.
     *
     * @param folder a folder on the disk that is measured
     */
    public static Map<String, String> facts(Path folder) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        cpuModel().ifPresent(model -> facts.put("processor", model));
        facts.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
        memory().ifPresent(memory -> facts.put("memory", memory));
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("file system", Files.getFileStore(folder).type());
        facts.put("fsync of 4 KiB", syncTime(folder));
        facts.put("Java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        return facts;
    }

    private static Optional<String> cpuModel() {
        return field(Path.of("/proc/cpuinfo"), "model name");
    }

    private static Optional<String> memory() {
        return field(Path.of("/proc/meminfo"), "MemTotal")
                .map(text -> Long.parseLong(text.replaceAll("\\D", "")))
                .map(kibibytes -> String.format(Locale.ROOT, "%.0f GiB", (double) kibibytes / (1 << 20)));
    }

    private static Optional<String> field(Path file, String name) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst();
        } catch (IOException | UncheckedIOException notLinux) {
            return Optional.empty();
        }
    }

    /** The median of some, since the systems that sync before they confirm are bounded by it. */
    private static String syncTime(Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "sync", ".tmp");
        long[] nanos = new long[SYNCS];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int i = 0; i < SYNCS; i++) {
                long start = System.nanoTime();
                channel.write(ByteBuffer.allocate(SYNCED_BYTES));
                channel.force(false);
                nanos[i] = System.nanoTime() - start;
            }
        } finally {
            Files.delete(file);
        }
        Arrays.sort(nanos);
        return String.format(Locale.ROOT, "%.2f ms", (double) nanos[SYNCS / 2] / 1e6);
    }
}
