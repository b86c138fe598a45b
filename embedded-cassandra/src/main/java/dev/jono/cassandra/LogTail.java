package dev.jono.cassandra;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The end of a log file, for an error message. */
final class LogTail {
    private static final int BYTES = 4_096;

    private LogTail() {}

    /** Returns whole lines from the last {@value #BYTES} bytes of {@code file}; why there are none, if there are none. */
    static String of(Path file) {
        if (!Files.isRegularFile(file)) {
            return "(" + file + " was not written)\n";
        }
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            long skipped = Math.max(0, log.length() - BYTES);
            log.seek(skipped);
            byte[] tail = new byte[(int) (log.length() - skipped)];
            log.readFully(tail);
            String text = new String(tail, StandardCharsets.UTF_8);
            return skipped == 0 ? text : text.substring(text.indexOf('\n') + 1);
        } catch (IOException e) {
            return "(" + file + " cannot be read: " + e + ")\n";
        }
    }
}
