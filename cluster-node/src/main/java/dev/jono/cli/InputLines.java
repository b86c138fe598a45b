package dev.jono.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The lines of an input as bytes. Of a line that is longer than it may be, no more than shows that it is kept. */
final class InputLines implements AutoCloseable {
    private final BufferedInputStream input;
    private final int mostBytes;
    private long number;

    InputLines(InputStream input, int mostBytes) {
        this.input = new BufferedInputStream(input, 64 * 1024);
        this.mostBytes = mostBytes;
    }

    /** Returns the next line without its end ({@code \n} or {@code \r\n}); null after the last one. */
    byte @Nullable [] next() throws IOException {
        int read = input.read();
        if (read < 0) {
            return null;
        }
        number++;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (; read >= 0 && read != '\n'; read = input.read()) {
            // One more for the \r that may turn out to be part of the end, and one to show that it is too long.
            if (line.size() < mostBytes + 2) {
                line.write(read);
            }
        }
        byte[] bytes = line.toByteArray();
        boolean endsWithReturn = read == '\n' && bytes.length > 0 && bytes[bytes.length - 1] == '\r';
        return endsWithReturn ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
    }

    /** Returns the number of the line that was returned last, from 1. */
    long number() {
        return number;
    }

    /** Tells whether more of the input is there without waiting for it. */
    boolean isReady() throws IOException {
        return input.available() > 0;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
