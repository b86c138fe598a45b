package dev.jono.benchmark;

/**
 * The work of a round.
 *
 * @param payloadBytes random bytes a message
 * @param window sends unconfirmed at once
 * @param consumers how many consumers share the queue
 */
record Workload(int payloadBytes, int window, int consumers) {
    /** A payload begins with its number and the time of its send. */
    static final int HEADER_BYTES = 2 * Long.BYTES;

    Workload {
        if (payloadBytes < HEADER_BYTES || window < 1 || consumers < 1) {
            throw new IllegalArgumentException("A workload needs payloads of " + HEADER_BYTES
                    + " bytes or more, and a window and consumers of 1 or more.");
        }
    }
}
