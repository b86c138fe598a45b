package dev.jono.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary folder of one run: Cassandra's data, each process's configuration, log and audit file, and the planted files. */
final class Workspace {
    /** How many bad files are planted. */
    static final int PLANTED = 3;

    private static final String WRONG_SHA_1 = "0".repeat(40);

    private final Path root;

    private Workspace(Path root) {
        this.root = root;
    }

    /** Makes one. */
    static Workspace create() {
        try {
            Workspace workspace = new Workspace(Files.createTempDirectory("jono-demo-"));
            Files.createDirectories(workspace.audits());
            Files.createDirectories(workspace.planted());
            return workspace;
        } catch (IOException e) {
            throw new DemoException(
                    "No temporary folder can be made (" + e.getMessage()
                            + "). Name a folder with -Djava.io.tmpdir=DIR in JONO_JAVA_OPTS.",
                    e);
        }
    }

    Path root() {
        return root;
    }

    /** The folder of the audit files, and of nothing else. */
    Path audits() {
        return root.resolve("audit");
    }

    Path audit(String name) {
        return audits().resolve(name + ".tsv");
    }

    Path log(String process) {
        return root.resolve(process + ".log");
    }

    Path configuration(String process) {
        return root.resolve(process + ".conf");
    }

    Path cassandra() {
        return root.resolve("cassandra");
    }

    Path planted() {
        return root.resolve("planted");
    }

    /** Plants two files that do not match their checksums, and one that cannot be read, whoever reads: it is a folder. */
    List<Artifact> plant() {
        try {
            Files.writeString(planted().resolve("changed.jar"), "not what was released");
            Files.writeString(planted().resolve("truncated.pom"), "<project>", StandardCharsets.UTF_8);
            Files.createDirectories(planted().resolve("unreadable.jar"));
            for (String name : List.of("changed.jar", "truncated.pom", "unreadable.jar")) {
                Files.writeString(Artifact.checksumFileOf(planted().resolve(name)), WRONG_SHA_1);
            }
            return plantedArtifacts(planted());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Finds what was planted. */
    static List<Artifact> plantedArtifacts(Path folder) throws IOException {
        return Artifacts.ofRepository(folder);
    }

    /** Deletes it all, as far as that can be done: it is a temporary folder, which the system cleans in the end. */
    void delete() {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException inUse) {
            System.err.println("jono demo: " + root + " could not be deleted: " + inUse.getMessage());
        }
    }
}
