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
     * @param cachedBytes what the messages take of its heap that its queues keep there beside the journal
     * @param cacheLimitBytes how much that may be
     * @param sendingBytes what the messages take of its heap that are on their way into the journal
     * @param sendLimitBytes past this, sends are refused
     */
    public record Hosting(
            Optional<String> fencedOut,
            JournalStats journal,
            long cachedBytes,
            long cacheLimitBytes,
            long sendingBytes,
            long sendLimitBytes) {}
}
