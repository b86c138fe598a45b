package dev.jono.cluster.catalogue;

import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.spi.DeclaredQueue;

/**
 * One queue as the catalogue lists it.
 *
 * @param key the queue's partition 0
 * @param settings what it was declared with, or changed to since
 * @param version the catalogue's version since which it reads so; no two entries have the same
 */
public record CatalogueEntry(QueueKey key, QueueSettings settings, long version) {
    /** Returns the queue without the version. */
    public DeclaredQueue declared() {
        return new DeclaredQueue(key, settings);
    }
}
