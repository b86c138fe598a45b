package dev.jono.examples;

/** Why the demo cannot start or go on, as one line that names the cause and the remedy. */
final class DemoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoException(String message) {
        super(message);
    }

    DemoException(String message, Throwable cause) {
        super(message, cause);
    }
}
