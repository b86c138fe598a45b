package dev.jono.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The folder that a run works on.
 *
 * @param folder where
 * @param isRepository whether it is Maven's local repository, of which only files with a checksum beside them are taken
 */
record Input(Path folder, boolean isRepository) {
    private static final String REPOSITORY_PROPERTY = "maven.repo.local";

    /** Returns the folder that was named, or else the local Maven repository. */
    static Input of(@Nullable Path named) {
        return named != null
                ? new Input(named.toAbsolutePath().normalize(), false)
                : new Input(localRepository(), true);
    }

    /**
     * Finds the files.
     *
     * @throws DemoException when there are none
     */
    List<Artifact> artifacts() {
        if (!Files.isDirectory(folder)) {
            throw new DemoException(
                    isRepository
                            ? "There is no local Maven repository at " + folder
                                    + ". Name another folder of files with --input DIR."
                            : "--input " + folder + " is not a folder. Name a folder of files.");
        }
        List<Artifact> found;
        try {
            found = isRepository ? Artifacts.ofRepository(folder) : Artifacts.ofFolder(folder);
        } catch (IOException unreadable) {
            throw new DemoException(
                    folder + " cannot be read (" + unreadable.getMessage() + "). Name another with --input DIR.",
                    unreadable);
        }
        if (found.isEmpty()) {
            throw new DemoException(
                    isRepository
                            ? "The local Maven repository " + folder + " has no .jar or .pom with a .sha1 beside it."
                                    + " Build something with Maven, or name any folder of files with --input DIR."
                            : "--input " + folder + " has no file that can be read. Name a folder with files in it.");
        }
        return found;
    }

    private static Path localRepository() {
        String named = System.getProperty(REPOSITORY_PROPERTY, "");
        return named.isBlank()
                ? Path.of(System.getProperty("user.home"), ".m2", "repository")
                : Path.of(named).toAbsolutePath().normalize();
    }
}
