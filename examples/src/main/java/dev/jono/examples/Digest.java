package dev.jono.examples;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The digest of a file's bytes.
 *
 * @param algorithm as the JDK names it
 * @param hex in lower case
 */
record Digest(String algorithm, String hex) {
    /** What Maven writes beside each file that it downloads. */
    static final String SHA_1 = "SHA-1";

    static final String SHA_256 = "SHA-256";

    private static final Pattern LEADING_SHA_1 = Pattern.compile("\\s*([0-9a-fA-F]{40})(?![0-9a-fA-F])");
    private static final int BUFFER_BYTES = 64 * 1024;

    /** Computes the digest of a file as it is now. */
    static Digest of(Path file, String algorithm) throws IOException {
        MessageDigest digest = newDigest(algorithm);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return new Digest(algorithm, HexFormat.of().formatHex(digest.digest()));
    }

    /** Reads what a {@code .sha1} file says: its first 40 hex digits; empty if it does not start with so many. */
    static Optional<Digest> read(Path checksumFile) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(checksumFile)) {
            start = in.readNBytes(1024);
        }
        Matcher matcher = LEADING_SHA_1.matcher(new String(start, StandardCharsets.ISO_8859_1));
        return matcher.lookingAt()
                ? Optional.of(new Digest(SHA_1, matcher.group(1).toLowerCase(Locale.ROOT)))
                : Optional.empty();
    }

    private static MessageDigest newDigest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException("Not a digest of this JDK: " + algorithm, e);
        }
    }
}
