package dev.jono.cluster.catalogue;

import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.QueueKey;

/** What happened to the catalogue, as it is journaled. Each event raises the catalogue's version by one. */
sealed interface CatalogueEvent {

    /**
     * A queue was declared.
     *
     * @param key its partition 0
     * @param settings its settings
     */
    record QueueDeclared(QueueKey key, QueueSettings settings) implements CatalogueEvent {}
}
