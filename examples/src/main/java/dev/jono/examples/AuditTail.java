package dev.jono.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Reads what has been appended to a folder's audit files since the last look. A line without its end is not there yet. */
final class AuditTail {
    private static final int BUFFER_BYTES = 256 * 1024;

    private final Path folder;
    private final Map<Path, Long> offsets = new HashMap<>();

    AuditTail(Path folder) {
        this.folder = folder;
    }

    /** Hands on the new lines; those of one file in their order. */
    void read(Consumer<AuditLine> reader) {
        try {
            for (Path file : files()) {
                offsets.put(file, read(file, offsets.getOrDefault(file, 0L), reader));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static long read(Path file, long from, Consumer<AuditLine> reader) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        long read = from;
        try (FileChannel channel = FileChannel.open(file)) {
            channel.position(from);
            while (channel.read(buffer) > 0) {
                for (buffer.flip(); buffer.hasRemaining(); ) {
                    byte next = buffer.get();
                    if (next != '\n') {
                        line.write(next);
                        continue;
                    }
                    reader.accept(AuditLine.parse(line.toString(StandardCharsets.UTF_8)));
                    read += line.size() + 1L;
                    line.reset();
                }
                buffer.clear();
            }
        }
        return read;
    }
}
