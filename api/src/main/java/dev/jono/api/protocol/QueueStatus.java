package dev.jono.api.protocol;

import dev.jono.api.QueueSettings;

/**
 * A queue at one moment.
 *
 * @param key which
 * @param settings its settings
 * @param epoch its owner's epoch
 * @param depth all messages: ready, delayed, leased and on their way to the dead-letter queue
 * @param bytes their bytes, counted by journal row: a removed message counts as its row's average
 * @param ready messages that wait for a consumer
 * @param delayed messages that wait for their time
 * @param leased messages that a consumer holds
 * @param handingOver dead letters that the dead-letter queue has not confirmed yet
 * @param consumers registered consumers
 * @param paused whether deliveries are stopped
 * @param oldestAgeMillis how long ago the oldest message was stored; 0 for an empty queue
 * @param sent messages stored since the queue was declared
 * @param acked messages acked since the queue was declared
 * @param deadLettered messages dead-lettered since the queue was declared
 * @param expired messages expired since the queue was declared, those dead-lettered for it not included
 * @param redelivered deliveries that were not the first attempt, since this epoch began
 */
public record QueueStatus(
        QueueKey key,
        QueueSettings settings,
        long epoch,
        long depth,
        long bytes,
        long ready,
        long delayed,
        long leased,
        long handingOver,
        int consumers,
        boolean paused,
        long oldestAgeMillis,
        long sent,
        long acked,
        long deadLettered,
        long expired,
        long redelivered) {}
