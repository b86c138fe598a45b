package dev.jono.cluster.catalogue;

import dev.jono.api.protocol.QueueKey;
import java.util.List;

/**
 * The catalogue as a snapshot holds it.
 *
 * @param version its version
 * @param entries its queues, in the order of their versions
 * @param changing those that have not taken their new settings yet
 */
record CatalogueImage(long version, List<CatalogueEntry> entries, List<QueueKey> changing) {
    CatalogueImage {
        entries = List.copyOf(entries);
        changing = List.copyOf(changing);
    }
}
