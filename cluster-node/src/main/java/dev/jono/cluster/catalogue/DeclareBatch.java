package dev.jono.cluster.catalogue;

import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.cluster.catalogue.CatalogueEvent.QueueDeclared;
import dev.jono.cluster.catalogue.CatalogueReply.Refused;
import dev.jono.cluster.catalogue.CatalogueRequest.Declare;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Declarations that are committed together. Each is decided on as if those before it were done; the state that they are decided on
 * does not change. So nothing of this may be answered before all of it is journaled, a refusal neither.
 */
final class DeclareBatch {
    private final Planned planned;
    private final List<Decided> decided = new ArrayList<>();

    /** A declaration, and why it is refused, if it is. */
    private record Decided(Declare declare, @Nullable Refused refusal) {}

    private DeclareBatch(KnownQueues before) {
        this.planned = new Planned(before);
    }

    static DeclareBatch decide(KnownQueues before, int maxQueues, List<Declare> declares) {
        DeclareBatch batch = new DeclareBatch(before);
        DeclareRules rules = new DeclareRules(batch.planned, maxQueues);
        for (Declare declare : declares) {
            DeclareRules.Outcome outcome = rules.declare(declare.queue(), declare.settings());
            batch.planned.add(outcome.events());
            batch.decided.add(new Decided(declare, outcome.refusal()));
        }
        return batch;
    }

    /** Returns what is to be journaled, all or none. */
    List<CatalogueEvent> events() {
        return planned.events;
    }

    /** Answers all of them, from the state in which the events are applied. */
    void answer(CatalogueState after) {
        for (Decided each : decided) {
            @Nullable Refused refusal = each.refusal();
            each.declare()
                    .replyTo()
                    .tell(refusal == null ? after.found(each.declare().queue()) : refusal);
        }
    }

    /** The queues there are and those that the batch has added so far. */
    private static final class Planned implements KnownQueues {
        private final KnownQueues before;
        private final Map<QueueName, QueueSettings> added = new HashMap<>();
        private final List<CatalogueEvent> events = new ArrayList<>();

        Planned(KnownQueues before) {
            this.before = before;
        }

        void add(List<CatalogueEvent> more) {
            for (CatalogueEvent event : more) {
                if (event instanceof QueueDeclared declared) {
                    added.put(declared.key().queue(), declared.settings());
                }
            }
            events.addAll(more);
        }

        @Override
        public @Nullable QueueSettings settingsOf(QueueName queue) {
            @Nullable QueueSettings settings = added.get(queue);
            return settings == null ? before.settingsOf(queue) : settings;
        }

        @Override
        public int size() {
            return before.size() + added.size();
        }
    }
}
