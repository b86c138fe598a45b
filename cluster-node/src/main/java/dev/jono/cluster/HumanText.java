package dev.jono.cluster;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Says what a failure was, without what only wraps it. */
final class HumanText {
    private HumanText() {}

    static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    static String of(Throwable failure) {
        Throwable cause = cause(failure);
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
