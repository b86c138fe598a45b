package dev.jono.api.protocol;

/**
 * Names one incarnation of a producer, or the source of a hand-over of dead letters.
 *
 * @param value a random id, or {@value #HAND_OVER_PREFIX} and the source's {@link QueueKey}
 */
public record ProducerId(String value) {
    private static final String HAND_OVER_PREFIX = "handover:";

    /** Returns the id under which {@code source} hands its dead letters over. */
    public static ProducerId handOverFrom(QueueKey source) {
        return new ProducerId(HAND_OVER_PREFIX + source);
    }

    /** Tells whether this is a queue that hands dead letters over, whose session never ends by time. */
    public boolean isHandOver() {
        return value.startsWith(HAND_OVER_PREFIX);
    }

    @Override
    public String toString() {
        return value;
    }
}
