package dev.jono.cluster.http;

import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Why a request is not answered as asked: a status, a code to branch on, and a sentence for people. */
final class HttpProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    HttpProblem(int status, String code, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
    }

    static HttpProblem badRequest(String detail) {
        return new HttpProblem(400, Reason.INVALID.name(), detail);
    }

    /** Returns what a failure means for the one who asked. What is not expected is a defect. */
    static HttpProblem of(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof HttpProblem problem) {
            return problem;
        }
        if (cause instanceof JonoException jono) {
            return new HttpProblem(statusOf(jono.reason()), jono.reason().name(), String.valueOf(jono.getMessage()));
        }
        if (cause instanceof IllegalArgumentException) {
            return badRequest(String.valueOf(cause.getMessage()));
        }
        return new HttpProblem(500, Reason.INTERNAL.name(), "The node failed: " + cause + ". Its log says more.");
    }

    static int statusOf(Reason reason) {
        return switch (reason) {
            case UNKNOWN_QUEUE -> 404;
            case CONFLICTING_SETTINGS, LEASE_LOST -> 409;
            case MESSAGE_TOO_LARGE -> 413;
            case OVERLOADED, QUEUE_FULL, DEDUPLICATION_FULL, TOO_MANY_PRODUCERS, TOO_MANY_CONSUMERS, TOO_MANY_QUEUES ->
                429;
            case UNAVAILABLE, STOPPED -> 503;
            case UNKNOWN -> 504;
            case INVALID -> 400;
            case INTERNAL -> 500;
        };
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
