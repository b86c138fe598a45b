package dev.jono.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the command line's parser has set before a command runs. */
final class Given {
    private Given() {}

    static <T> T of(@Nullable T value) {
        return Objects.requireNonNull(value, "set by the parser");
    }
}
