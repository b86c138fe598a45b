package dev.jono.core.model;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What must be so of the queue that is checked. */
final class Expect {
    private Expect() {}

    static void check(boolean holds, Supplier<String> what) {
        if (!holds) {
            throw new AssertionError("Expected " + what.get());
        }
    }

    static <T> T found(@Nullable T value, String what) {
        if (value == null) {
            throw new AssertionError("Expected " + what);
        }
        return value;
    }

    static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("Expected " + what);
        }
    }
}
