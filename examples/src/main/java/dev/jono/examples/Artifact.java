package dev.jono.examples;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file whose digest is to be verified.
 *
 * @param name its path within the input
 * @param file where it is
 * @param source where its expected digest comes from
 */
record Artifact(String name, Path file, Source source) {
    /** Where an expected digest comes from. */
    enum Source {
        /** The {@code .sha1} beside the file. */
        CHECKSUM_FILE,
        /** The file itself, at the time that it is sent. */
        CONTENT
    }

    /** Returns the digest that a consumer is to find. */
    Digest expected() throws IOException {
        if (source == Source.CONTENT) {
            return Digest.of(file, Digest.SHA_256);
        }
        Path checksumFile = checksumFileOf(file);
        return Digest.read(checksumFile).orElseThrow(() -> new IOException(checksumFile + " holds no SHA-1"));
    }

    static Path checksumFileOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".sha1");
    }
}
