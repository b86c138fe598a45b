package dev.jono.examples;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What one message asks for: to verify one file.
 *
 * @param id the file's name within the input and which repetition of it this is; unique within a run
 * @param file where the file is
 * @param algorithm of the digest
 * @param digest that the file should have
 */
record Task(String id, String file, String algorithm, String digest) {

    /** Tells whether the file has the digest that it should have; throws when it cannot be read. */
    boolean verify() throws IOException {
        return Digest.of(Path.of(file), algorithm).hex().equals(digest);
    }
}
