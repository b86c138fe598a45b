package dev.jono.cassandra;

import org.jspecify.annotations.Nullable;

/** Thrown when an embedded Cassandra cannot be started; its message names the cause and the remedy. */
public final class EmbeddedCassandraException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, for callers that branch on it. */
    public enum Reason {
        /** The port that was asked for is in use. */
        PORT_TAKEN,
        /** Another running Cassandra has the data folder. */
        FOLDER_TAKEN,
        /** The data folder cannot be written, or holds something else. */
        FOLDER_UNUSABLE,
        /** No JDK or JRE of version 17 was found, or the one that was named is not one. */
        NO_JAVA_17,
        /** Cassandra's own jars could not be unpacked. */
        LIBRARIES_UNUSABLE,
        /** The process ended, or did not answer in time. */
        NOT_STARTED
    }

    private final Reason reason;

    EmbeddedCassandraException(Reason reason, String message) {
        this(reason, message, null);
    }

    EmbeddedCassandraException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Returns what went wrong. */
    public Reason reason() {
        return reason;
    }
}
