package dev.jono.api;

import org.jspecify.annotations.Nullable;

/** The one exception that Jono's stages fail with; {@link #reason()} is what to branch on. Unchecked. */
public final class JonoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why something was not done. */
    public enum Reason {
        /** The queue's storage or owner could not be reached in time; nothing was stored. Try again later. */
        UNAVAILABLE,
        /** The outcome could not be learned in time: the message may or may not be stored. */
        UNKNOWN,
        /** More is waiting at the queue than it may hold in flight; nothing was stored. Slow down and try again. */
        OVERLOADED,
        /** The queue holds as much as its settings allow; nothing was stored. */
        QUEUE_FULL,
        /** The message is larger than the queue's settings allow; nothing was stored. */
        MESSAGE_TOO_LARGE,
        /** The queue remembers as many deduplication ids as its settings allow; nothing was stored. */
        DEDUPLICATION_FULL,
        /** The queue remembers as many producers as it may; nothing was stored. */
        TOO_MANY_PRODUCERS,
        /** The queue holds as many consumers as it may. */
        TOO_MANY_CONSUMERS,
        /** The cluster has as many queues as it may; nothing was declared. */
        TOO_MANY_QUEUES,
        /** No queue of that name has been declared. */
        UNKNOWN_QUEUE,
        /** The queue exists with other settings. */
        CONFLICTING_SETTINGS,
        /** The lease ended before the settlement arrived; the message goes, or went, to somebody else. */
        LEASE_LOST,
        /** The request itself is wrong; repeating it will not help. */
        INVALID,
        /** The producer, consumer or node has been stopped. */
        STOPPED,
        /** A defect: the message says where; please report it. */
        INTERNAL
    }

    private final Reason reason;

    public JonoException(Reason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    public JonoException(Reason reason, String detail, @Nullable Throwable cause) {
        super(detail, cause);
        this.reason = reason;
    }

    /** Returns why it was not done. */
    public Reason reason() {
        return reason;
    }
}
