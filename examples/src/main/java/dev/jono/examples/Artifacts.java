package dev.jono.examples;

import dev.jono.examples.Artifact.Source;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the files to verify. What cannot be read or named is left out; the order is by name, so it is the same each time. */
final class Artifacts {
    private static final Pattern CHECKSUM_NAME = Pattern.compile("(.+\\.(?:jar|pom))\\.sha1");

    private Artifacts() {}

    /** Finds each {@code .jar} and {@code .pom} with a {@code .sha1} beside it, as Maven keeps them. */
    static List<Artifact> ofRepository(Path root) throws IOException {
        return walk(root, file -> pairOf(root, file));
    }

    /** Finds every readable file. */
    static List<Artifact> ofFolder(Path root) throws IOException {
        return walk(
                root,
                file -> Files.isReadable(file)
                        ? Optional.of(new Artifact(nameOf(root, file), file, Source.CONTENT))
                        : Optional.empty());
    }

    private static Optional<Artifact> pairOf(Path root, Path checksumFile) {
        Matcher matcher = CHECKSUM_NAME.matcher(String.valueOf(checksumFile.getFileName()));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Path file = checksumFile.resolveSibling(matcher.group(1));
        return Files.isReadable(file) && holdsDigest(checksumFile)
                ? Optional.of(new Artifact(nameOf(root, file), file, Source.CHECKSUM_FILE))
                : Optional.empty();
    }

    private static boolean holdsDigest(Path checksumFile) {
        try {
            return Digest.read(checksumFile).isPresent();
        } catch (IOException unreadable) {
            return false; // as if it were not there
        }
    }

    private static String nameOf(Path root, Path file) {
        return root.relativize(file).toString();
    }

    private static List<Artifact> walk(Path root, Function<Path, Optional<Artifact>> find) throws IOException {
        List<Artifact> found = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && isNameable(file)) {
                    find.apply(file).ifPresent(found::add);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException unreadable) {
                return FileVisitResult.CONTINUE;
            }
        });
        found.sort(Comparator.comparing(Artifact::name));
        return found;
    }

    /** A name that this locale's encoding cannot express would not survive the way through a message. */
    private static boolean isNameable(Path file) {
        return Path.of(file.toString()).equals(file);
    }
}
