package dev.jono.api.protocol;

/** What went wrong with a message, as its dead letter tells it. Each is kept in the queue's memory, so it is short. */
final class ErrorText {
    static final int MAX_CHARS = 1024;

    private ErrorText() {}

    static String shortened(String text) {
        return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS - 1) + "…";
    }
}
