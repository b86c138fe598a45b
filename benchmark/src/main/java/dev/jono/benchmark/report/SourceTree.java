package dev.jono.benchmark.report;

import dev.jono.benchmark.system.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The source tree that is measured, as git knows it. */
public final class SourceTree {
    private SourceTree() {}

    /** Returns the commit of a folder, with " + changes" when files differ from it; empty where there is no git or no repository. */
    public static String commit(Path folder) throws IOException, InterruptedException {
        Optional<String> commit = git(folder, "rev-parse", "--short=12", "HEAD");
        if (commit.isEmpty()) {
            return "";
        }
        boolean changed = !git(folder, "status", "--porcelain").orElse("").isEmpty();
        return changed ? commit.get() + " + changes" : commit.get();
    }

    private static Optional<String> git(Path folder, String... words) throws IOException, InterruptedException {
        Optional<Path> program = Programs.find("git");
        if (program.isEmpty()) {
            return Optional.empty();
        }
        List<String> command = new ArrayList<>(List.of(program.get().toString(), "-C", folder.toString()));
        command.addAll(List.of(words));
        Process git = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return git.waitFor() == 0 ? Optional.of(said) : Optional.empty();
    }
}
