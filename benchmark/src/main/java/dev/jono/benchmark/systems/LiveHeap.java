package dev.jono.benchmark.systems;

import dev.jono.benchmark.system.BenchmarkException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The bytes of the objects that live in another JVM's heap, which a full collection finds. */
final class LiveHeap {
    private static final Pattern TOTAL = Pattern.compile("^Total\\s+\\d+\\s+(\\d+)\\s*$", Pattern.MULTILINE);

    private LiveHeap() {}

    static double bytes(ProcessHandle process) throws IOException, InterruptedException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                String.valueOf(process.pid()),
                "GC.class_histogram");
        Process asking = new ProcessBuilder(command).redirectErrorStream(true).start();
        String histogram = new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        asking.waitFor();
        Matcher total = TOTAL.matcher(histogram);
        if (!total.find()) {
            throw new BenchmarkException("jcmd tells no total of the heap of process " + process.pid() + ": "
                    + histogram.lines().limit(3).toList());
        }
        return Double.parseDouble(total.group(1));
    }
}
