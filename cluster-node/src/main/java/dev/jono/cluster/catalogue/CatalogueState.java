package dev.jono.cluster.catalogue;

import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.QueueKey;
import dev.jono.cluster.catalogue.CatalogueEvent.QueueDeclared;
import dev.jono.cluster.catalogue.CatalogueEvent.SettingsChanged;
import dev.jono.cluster.catalogue.CatalogueEvent.SettingsTaken;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The queues by name, and by the version since which they read as they do. Used by one thread. */
final class CatalogueState implements KnownQueues {
    private final Map<QueueName, CatalogueEntry> byName = new HashMap<>();
    private final TreeMap<Long, CatalogueEntry> byVersion = new TreeMap<>();
    private final Set<QueueKey> changing = new LinkedHashSet<>();
    private long version;

    static CatalogueState of(CatalogueImage image) {
        CatalogueState state = new CatalogueState();
        image.entries().forEach(state::put);
        state.changing.addAll(image.changing());
        state.version = image.version();
        return state;
    }

    CatalogueImage image() {
        return new CatalogueImage(version, List.copyOf(byVersion.values()), List.copyOf(changing));
    }

    /** Applies an event: the only way in which a catalogue changes. */
    void apply(CatalogueEvent event) {
        version++;
        if (event instanceof QueueDeclared declared) {
            put(new CatalogueEntry(declared.key(), declared.settings(), version));
        } else if (event instanceof SettingsChanged changed) {
            put(new CatalogueEntry(changed.key(), changed.settings(), version));
            changing.add(changed.key());
        } else if (event instanceof SettingsTaken taken) {
            changing.remove(taken.key());
        } else {
            throw new IllegalStateException("The catalogue's journal holds an event that it cannot apply: " + event);
        }
    }

    @Nullable CatalogueEntry find(QueueName queue) {
        return byName.get(queue);
    }

    /** Returns the answer to who asks for a queue that there is. */
    CatalogueReply.Found found(QueueName queue) {
        return new CatalogueReply.Found(Objects.requireNonNull(find(queue)));
    }

    @Override
    public @Nullable QueueSettings settingsOf(QueueName queue) {
        @Nullable CatalogueEntry entry = find(queue);
        return entry == null ? null : entry.settings();
    }

    /** Returns the queues that have not taken their new settings yet. */
    List<CatalogueEntry> changing() {
        return changing.stream()
                .map(key -> Objects.requireNonNull(byName.get(key.queue())))
                .toList();
    }

    boolean isChanging(QueueKey key) {
        return changing.contains(key);
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

    @Override
    public int size() {
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
