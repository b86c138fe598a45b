package dev.jono.api.protocol;

import dev.jono.api.MessageId;
import dev.jono.api.QueueName;

/**
 * Names one partition of one declaration of a queue: the unit that has an owner.
 *
 * @param queue the queue's name
 * @param partition the partition, from 0
 * @param generation which declaration of the name, from 1
 */
public record QueueKey(QueueName queue, int partition, long generation) {
    /** Reads a key as {@link #toString} writes it. */
    public static QueueKey parse(String text) {
        MessageId id = MessageId.parse(text + "/0");
        return new QueueKey(id.queue(), id.partition(), id.generation());
    }

    /** Returns the id of the message at {@code offset}. */
    public MessageId messageId(long offset) {
        return new MessageId(queue, generation, partition, offset);
    }

    /** Writes {@code queue/partition/generation}: the entity id, and the end of the persistence id. */
    @Override
    public String toString() {
        return queue + "/" + partition + "/" + generation;
    }
}
