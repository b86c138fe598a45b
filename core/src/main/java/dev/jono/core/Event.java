package dev.jono.core;

import dev.jono.api.Message;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply.SendOutcome;
import java.util.ArrayList;
import java.util.List;

/** What has happened to a queue, as it is journaled. Only {@link QueueState#evolve} turns events into state. */
public sealed interface Event {

    /** Returns the messages that the row of this event holds because of it. */
    default List<StoredMessage> stored() {
        return List.of();
    }

    /** The queue exists from here on. */
    record Declared(QueueKey key, QueueSettings settings) implements Event {}

    /** The settings were replaced. */
    record SettingsChanged(QueueSettings settings) implements Event {}

    /**
     * A new incarnation of the partition's actor began.
     *
     * @param epoch its number
     * @param atMillis when
     * @param node where
     */
    record EpochStarted(long epoch, long atMillis, String node) implements Event {}

    /** The incarnation ended in good order: nothing was delivered that is not journaled as leased. */
    record EpochEnded() implements Event {}

    /**
     * The consumers together may hold more than ever before in this epoch. Journaled before the first delivery that makes use of it, so
     * that after a crash the queue knows how many messages at its head may have been delivered.
     *
     * @param capacity how many
     */
    record CapacityGrew(long capacity) implements Event {}

    /**
     * Messages were stored, one after the other.
     *
     * @param producer who sent them
     * @param firstSequence the producer's number of the first one
     * @param lowestUnconfirmed the lowest number that the producer waits for
     * @param firstOffset the offset of the first one
     * @param sentAtMillis when
     * @param messages at least one
     */
    record Enqueued(
            ProducerId producer,
            long firstSequence,
            long lowestUnconfirmed,
            long firstOffset,
            long sentAtMillis,
            List<Message> messages)
            implements Event {
        @Override
        public List<StoredMessage> stored() {
            List<StoredMessage> stored = new ArrayList<>(messages.size());
            for (Message message : messages) {
                stored.add(new StoredMessage(firstOffset + stored.size(), sentAtMillis, message));
            }
            return stored;
        }
    }

    /** Sends were refused for good, which uses their numbers up. */
    record Refused(
            ProducerId producer,
            long firstSequence,
            long lowestUnconfirmed,
            int count,
            SendOutcome.Kind kind,
            long atMillis)
            implements Event {}

    /** A send had the deduplication id of a message that is stored already. */
    record Duplicate(ProducerId producer, long sequence, long lowestUnconfirmed, long originalOffset, long atMillis)
            implements Event {}

    /** These producers have not sent for so long that their numbers are forgotten. */
    record SessionsEnded(List<ProducerId> producers) implements Event {}

    /** The time has come for all messages delayed until {@code untilMillis} or before. */
    record Matured(long untilMillis) implements Event {}

    /** Deliveries were made and are not settled. */
    record Leased(List<LeaseRecord> leases) implements Event {}

    /** These messages are done. */
    record Acked(Offsets offsets) implements Event {}

    /**
     * A delivery ended without an ack.
     *
     * @param offset the message
     * @param attempts how many attempts have failed by now
     * @param dueMillis when it may be delivered again; 0 for at once
     * @param suspicion how it goes out next
     */
    record Returned(long offset, int attempts, long dueMillis, Suspicion suspicion) implements Event {}

    /**
     * A message is on its way to the dead-letter queue.
     *
     * @param offset the message
     * @param target the dead-letter queue
     * @param number its place among what goes to that queue, from 1
     * @param info why
     */
    record DeadLettered(long offset, QueueName target, long number, DeadLetterInfo info) implements Event {}

    /** The dead-letter queue has confirmed everything up to this number: it is gone here. */
    record HandedOver(QueueName target, long upToNumber) implements Event {}

    /** These messages outlived their time and are gone. */
    record Expired(Offsets offsets) implements Event {}

    /** Every message below this offset that is not leased and not on its way to the dead-letter queue is gone. */
    record Purged(long belowOffset) implements Event {}

    /**
     * Messages were written once more, so that the rows that held them can go. Nothing else about them changes: id, order, age, attempts and leases stay. It
     * has a row to itself, so that no two entries of the index have one ordinal.
     *
     * @param messages all live messages of one or more rows between which no other live row lies, ascending
     */
    record Carried(List<StoredMessage> messages) implements Event {
        @Override
        public List<StoredMessage> stored() {
            return messages;
        }
    }

    /** Deliveries were stopped, or go on. */
    record PauseChanged(boolean paused) implements Event {}
}
