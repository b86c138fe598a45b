package dev.jono.benchmark.system;

/** A measurement cannot be made or does not count; the message says why. */
public final class BenchmarkException extends RuntimeException {
    public BenchmarkException(String message) {
        super(message);
    }

    public BenchmarkException(String message, Throwable cause) {
        super(message, cause);
    }
}
