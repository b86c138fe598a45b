package dev.jono.benchmark.system;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks for installed programs. */
public final class Programs {
    private Programs() {}

    /** Returns where a program is: in one of the folders named, or on the path. */
    public static Optional<Path> find(String program, String... folders) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(
                        Stream.of(folders), Pattern.compile(File.pathSeparator).splitAsStream(path))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
