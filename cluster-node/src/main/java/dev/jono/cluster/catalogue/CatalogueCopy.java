package dev.jono.cluster.catalogue;

import dev.jono.api.QueueName;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** This node's copy of the catalogue. Read by any thread, written by the {@link CopyActor} alone. */
final class CatalogueCopy {
    private final Map<QueueName, CatalogueEntry> byName = new ConcurrentHashMap<>();

    Optional<CatalogueEntry> find(QueueName queue) {
        return Optional.ofNullable(byName.get(queue));
    }

    /** Returns all entries by name. */
    List<CatalogueEntry> entries() {
        return byName.values().stream()
                .sorted(Comparator.comparing(entry -> entry.key().queue()))
                .toList();
    }

    void put(CatalogueEntry entry) {
        byName.put(entry.key().queue(), entry);
    }
}
