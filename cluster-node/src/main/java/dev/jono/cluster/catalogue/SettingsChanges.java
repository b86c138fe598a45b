package dev.jono.cluster.catalogue;

import dev.jono.api.actor.QueueRequest;
import dev.jono.api.protocol.QueueKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/** The changes of settings that queues have not taken yet: who tells them, and who waits to hear that it is done. */
final class SettingsChanges {
    /** Who asked before that many others asks again, or has given up. */
    private static final int MAX_WAITING = 100;

    private final ActorContext<CatalogueRequest> context;
    private final BiConsumer<QueueKey, QueueRequest> queues;
    private final Map<QueueKey, ActorRef<SettingsTeller.Told>> tellers = new HashMap<>();
    private final Map<QueueKey, Deque<ActorRef<CatalogueReply>>> waiting = new HashMap<>();

    SettingsChanges(ActorContext<CatalogueRequest> context, BiConsumer<QueueKey, QueueRequest> queues) {
        this.context = context;
        this.queues = queues;
    }

    /** Starts to tell a queue; older settings are told no more. */
    void tell(CatalogueEntry entry) {
        @Nullable ActorRef<SettingsTeller.Told> older = tellers.put(
                entry.key(), context.spawnAnonymous(SettingsTeller.create(entry, queues, context.getSelf())));
        if (older != null) {
            context.stop(older);
        }
    }

    void await(QueueKey key, ActorRef<CatalogueReply> replyTo) {
        Deque<ActorRef<CatalogueReply>> all = waiting.computeIfAbsent(key, queue -> new ArrayDeque<>());
        all.add(replyTo);
        if (all.size() > MAX_WAITING) {
            all.remove();
        }
    }

    void taken(CatalogueEntry entry) {
        tellers.remove(entry.key());
        @Nullable Deque<ActorRef<CatalogueReply>> all = waiting.remove(entry.key());
        if (all != null) {
            all.forEach(replyTo -> replyTo.tell(new CatalogueReply.Found(entry)));
        }
    }
}
