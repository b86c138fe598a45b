package dev.jono.cluster;

import dev.jono.persistence.journal.JournalStats;
import java.util.Optional;

/**
 * What a node counts of itself.
 *
 * @param address host and port by which other nodes know it
 * @param lost messages that were thrown away on their way
 * @param hosting what it counts if it hosts queues
 */
public record NodeStatus(String address, LostCounts lost, Optional<Hosting> hosting) {
    /**
     * What a node counts that hosts queues.
     *
     * @param fencedOut why it confirms no more writes; empty as long as it does
     * @param journal what the journal has counted
     * @param payloadBytes what the messages of its queues take of its heap
     * @param payloadSendLimitBytes past this, sends are refused
     * @param payloadRecoveryLimitBytes past this, queues are not read
     */
    public record Hosting(
            Optional<String> fencedOut,
            JournalStats journal,
            long payloadBytes,
            long payloadSendLimitBytes,
            long payloadRecoveryLimitBytes) {}
}
