package dev.jono.api.protocol;

/**
 * Names one incarnation of a consumer.
 *
 * @param process the process that it runs in; when that is gone, so is the consumer; in a lease empty for none, when it was
 *     granted to a {@link QueueCommand.Receive}
 * @param value a random id
 */
public record ConsumerId(String process, String value) {
    @Override
    public String toString() {
        return value + "@" + process;
    }
}
