package dev.jono.core;

/**
 * What one queue holds at most beside its messages, and how long it waits.
 *
 * @param maxProducers producers whose numbers are remembered; one more is refused as {@code TOO_MANY_PRODUCERS}
 * @param sessionMillis how long a producer is remembered after its last send; several of its longest retries
 * @param maxConsumers registered consumers; one more is refused as {@code TOO_MANY_CONSUMERS}
 * @param journalLeaseAfterMillis how old an unsettled lease must be to be journaled with the next commit
 * @param journalLeaseAtLatestMillis when it is journaled even if nothing else is
 * @param refreshMillis how long a new owner waits for the consumers' refreshes before it delivers what was the head
 * @param handOverRetryMillis how long to wait for a dead-letter queue's confirm before handing over again
 * @param handOverBatch how many dead letters go at once
 */
public record Limits(
        int maxProducers,
        long sessionMillis,
        int maxConsumers,
        long journalLeaseAfterMillis,
        long journalLeaseAtLatestMillis,
        long refreshMillis,
        long handOverRetryMillis,
        int handOverBatch) {
    /** What a queue has when nothing else is said. */
    public static final Limits DEFAULT = new Limits(10_000, 600_000, 10_000, 50, 100, 2_500, 2_000, 64);
}
