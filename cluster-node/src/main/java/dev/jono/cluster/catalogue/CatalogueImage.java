package dev.jono.cluster.catalogue;

import java.util.List;

/**
 * The catalogue as a snapshot holds it.
 *
 * @param version its version
 * @param entries its queues, in the order of their versions
 */
record CatalogueImage(long version, List<CatalogueEntry> entries) {
    CatalogueImage {
        entries = List.copyOf(entries);
    }
}
