package dev.jono.cluster.catalogue;

import dev.jono.api.JonoException.Reason;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.QueueKey;
import dev.jono.cluster.catalogue.CatalogueEvent.QueueDeclared;
import dev.jono.cluster.catalogue.CatalogueReply.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a declaration does: nothing if the queue exists with the same settings, else one event for the queue and one for each
 * dead-letter queue behind it that does not exist yet.
 */
final class DeclareRules {
    private static final long FIRST_GENERATION = 1;

    private final CatalogueState state;
    private final int maxQueues;

    DeclareRules(CatalogueState state, int maxQueues) {
        this.state = state;
        this.maxQueues = maxQueues;
    }

    /**
     * What follows from a declaration.
     *
     * @param events to journal, all or none; empty if it is refused or has been done already
     * @param refusal why not, if so
     */
    record Outcome(List<CatalogueEvent> events, @Nullable Refused refusal) {}

    Outcome declare(QueueName queue, QueueSettings requested) {
        QueueSettings settings = effective(queue, requested);
        @Nullable CatalogueEntry existing = state.find(queue);
        if (existing != null) {
            return existing.settings().equals(settings)
                    ? new Outcome(List.of(), null)
                    : refused(Reason.CONFLICTING_SETTINGS, conflict(queue, existing.settings(), settings));
        }
        if (settings.deadLetterQueueOf(queue).filter(queue::equals).isPresent()) {
            return refused(
                    Reason.INVALID,
                    "Queue " + queue + " cannot be its own dead-letter queue; name another, or leave it out for "
                            + queue + QueueName.DEAD_LETTER_SUFFIX + ".");
        }
        List<CatalogueEvent> events = new ArrayList<>();
        addWithDeadLetters(queue, settings, events);
        if (state.size() + events.size() > maxQueues) {
            return refused(
                    Reason.INVALID,
                    "The cluster has " + state.size() + " queues and may have jono.catalogue.max-queues = " + maxQueues
                            + ", dead-letter queues included; use fewer queues or raise it on every node.");
        }
        return new Outcome(events, null);
    }

    /** A dead-letter queue that is named so has nowhere to put a message that keeps failing: its attempts never end. */
    static QueueSettings effective(QueueName queue, QueueSettings settings) {
        return settings.deadLetterQueueOf(queue).isEmpty()
                ? settings.toBuilder()
                        .maxAttempts(QueueSettings.UNLIMITED_ATTEMPTS)
                        .build()
                : settings;
    }

    private void addWithDeadLetters(QueueName queue, QueueSettings settings, List<CatalogueEvent> events) {
        events.add(new QueueDeclared(new QueueKey(queue, 0, FIRST_GENERATION), settings));
        Optional<QueueName> deadLetters = settings.deadLetterQueueOf(queue);
        if (deadLetters.isPresent() && state.find(deadLetters.get()) == null) {
            addWithDeadLetters(
                    deadLetters.get(),
                    QueueSettings.DEFAULT.toBuilder()
                            .maxAttempts(QueueSettings.UNLIMITED_ATTEMPTS)
                            .build(),
                    events);
        }
    }

    private static Outcome refused(Reason reason, String detail) {
        return new Outcome(List.of(), new Refused(reason, detail));
    }

    private static String conflict(QueueName queue, QueueSettings existing, QueueSettings requested) {
        return "Queue " + queue + " exists with other settings (" + SettingsText.difference(existing, requested)
                + "). Declare it with the same ones, or change its settings.";
    }
}
