package dev.jono.cluster.catalogue;

import dev.jono.api.QueueName;
import dev.jono.cluster.catalogue.CatalogueEvent.QueueDeclared;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The queues by name, and by the version since which they read as they do. Used by one thread. */
final class CatalogueState {
    private final Map<QueueName, CatalogueEntry> byName = new HashMap<>();
    private final TreeMap<Long, CatalogueEntry> byVersion = new TreeMap<>();
    private long version;

    static CatalogueState of(CatalogueImage image) {
        CatalogueState state = new CatalogueState();
        image.entries().forEach(state::put);
        state.version = image.version();
        return state;
    }

    CatalogueImage image() {
        return new CatalogueImage(version, List.copyOf(byVersion.values()));
    }

    /** Applies an event: the only way in which a catalogue changes. */
    void apply(CatalogueEvent event) {
        version++;
        if (event instanceof QueueDeclared declared) {
            put(new CatalogueEntry(declared.key(), declared.settings(), version));
        } else {
            throw new IllegalStateException("The catalogue's journal holds an event that it cannot apply: " + event);
        }
    }

    @Nullable CatalogueEntry find(QueueName queue) {
        return byName.get(queue);
    }

    /** Returns at most {@code max} entries that changed after {@code after}, the oldest change first. */
    CatalogueReply.Changes changes(long after, int max) {
        List<CatalogueEntry> entries =
                byVersion.tailMap(after, false).values().stream().limit(max).toList();
        boolean all = entries.isEmpty() || entries.get(entries.size() - 1).version() == lastChange();
        long upTo = all ? version : entries.get(entries.size() - 1).version();
        return new CatalogueReply.Changes(after, Math.max(after, upTo), version, entries);
    }

    long version() {
        return version;
    }

    int size() {
        return byName.size();
    }

    private long lastChange() {
        return byVersion.isEmpty() ? 0 : byVersion.lastKey();
    }

    private void put(CatalogueEntry entry) {
        @Nullable CatalogueEntry before = byName.put(entry.key().queue(), entry);
        if (before != null) {
            byVersion.remove(before.version());
        }
        byVersion.put(entry.version(), entry);
    }
}
