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

    /**
     * A queue's settings were replaced. The queue does not know yet.
     *
     * @param key its partition 0
     * @param settings the new ones
     */
    record SettingsChanged(QueueKey key, QueueSettings settings) implements CatalogueEvent {}

    /**
     * The queue has taken its new settings.
     *
     * @param key its partition 0
     */
    record SettingsTaken(QueueKey key) implements CatalogueEvent {}
}
