package dev.jono.persistence.cassandra;

/** Cassandra cannot be used as it is: not reachable, or its schema or settings are not what Jono needs. The message names the remedy. */
public final class CassandraException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CassandraException(String message) {
        super(message);
    }

    CassandraException(String message, Throwable cause) {
        super(message, cause);
    }
}
