package dev.jono.benchmark.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The processor time of the whole machine since it was started, in ticks of the kernel (see {@code /proc/stat} in proc(5)). On a
 * virtual machine it tells how much its host has given to others meanwhile; what the other half of a hyper-threaded core takes
 * is not in it.
 *
 * @param stolen what this machine wanted and its host gave to others
 * @param all of every processor, idle or not
 */
record MachineTime(long stolen, long all) {
    private static final Path STATISTICS = Path.of("/proc/stat");

    /** The kernel counts user, nice, system, idle, iowait, irq, softirq and steal; what follows is counted in these already. */
    private static final int FIELDS = 8;

    /** Returns it; nothing where the kernel does not tell. */
    static Optional<MachineTime> now() {
        try {
            return Files.readString(STATISTICS).lines().findFirst().flatMap(MachineTime::parsed);
        } catch (IOException notLinux) {
            return Optional.empty();
        }
    }

    /** Returns what the first line of the kernel's statistics says; nothing when it has another form. */
    static Optional<MachineTime> parsed(String line) {
        String[] words = line.split("\\s+");
        if (!words[0].equals("cpu") || words.length <= FIELDS) {
            return Optional.empty();
        }
        long[] ticks =
                Arrays.stream(words, 1, FIELDS + 1).mapToLong(Long::parseLong).toArray();
        return Optional.of(
                new MachineTime(ticks[FIELDS - 1], Arrays.stream(ticks).sum()));
    }

    /** Returns the share of the machine's processors that the host has given to others since then, 0 to 1. */
    double stolenSince(MachineTime before) {
        return (double) (stolen - before.stolen) / Math.max(1, all - before.all);
    }
}
