package dev.jono.cluster.catalogue;

import dev.jono.api.JonoException.Reason;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.QueueKey;
import dev.jono.cluster.catalogue.CatalogueEvent.QueueDeclared;
import dev.jono.cluster.catalogue.CatalogueEvent.SettingsChanged;
import dev.jono.cluster.catalogue.CatalogueReply.Refused;
import dev.jono.cluster.catalogue.CatalogueRequest.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a declaration, or a change of settings, does. A declaration does nothing if the queue exists with the same settings, else one
 * event for the queue and one for each dead-letter queue behind it that does not exist yet.
 */
final class DeclareRules {
    private static final long FIRST_GENERATION = 1;

    private final KnownQueues known;
    private final int maxQueues;

    DeclareRules(KnownQueues known, int maxQueues) {
        this.known = known;
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
        @Nullable QueueSettings existing = known.settingsOf(queue);
        if (existing != null) {
            return existing.equals(settings)
                    ? new Outcome(List.of(), null)
                    : refused(Reason.CONFLICTING_SETTINGS, conflict(queue, existing, settings));
        }
        List<CatalogueEvent> events = new ArrayList<>();
        events.add(new QueueDeclared(new QueueKey(queue, 0, FIRST_GENERATION), settings));
        return withDeadLetters(queue, settings, events);
    }

    /**
     * Replaces the settings of a queue that exists; nothing if it has them, which is what a change that is asked for again finds.
     *
     * @param version of the entry that the settings were made from, or {@link Change#ANY_VERSION}
     */
    Outcome change(CatalogueEntry entry, QueueSettings requested, long version) {
        QueueName queue = entry.key().queue();
        QueueSettings settings = effective(queue, requested);
        if (entry.settings().equals(settings)) {
            return new Outcome(List.of(), null);
        }
        if (version != Change.ANY_VERSION && version != entry.version()) {
            return refused(
                    Reason.CONFLICTING_SETTINGS,
                    "The settings of queue " + queue
                            + " were changed by someone else at the same moment. Look at them and"
                            + " change them again.");
        }
        List<CatalogueEvent> events = new ArrayList<>();
        events.add(new SettingsChanged(entry.key(), settings));
        return withDeadLetters(queue, settings, events);
    }

    /** A dead-letter queue that is named so has nowhere to put a message that keeps failing: its attempts never end. */
    static QueueSettings effective(QueueName queue, QueueSettings settings) {
        return settings.deadLetterQueueOf(queue).isEmpty()
                ? settings.toBuilder()
                        .maxAttempts(QueueSettings.UNLIMITED_ATTEMPTS)
                        .build()
                : settings;
    }

    private Outcome withDeadLetters(QueueName queue, QueueSettings settings, List<CatalogueEvent> events) {
        if (settings.deadLetterQueueOf(queue).filter(queue::equals).isPresent()) {
            return refused(
                    Reason.INVALID,
                    "Queue " + queue + " cannot be its own dead-letter queue; name another, or leave it out for "
                            + queue + QueueName.DEAD_LETTER_SUFFIX + ".");
        }
        addDeadLetters(queue, settings, events);
        long added = events.stream().filter(QueueDeclared.class::isInstance).count();
        if (added > 0 && known.size() + added > maxQueues) {
            return refused(
                    Reason.TOO_MANY_QUEUES,
                    "The cluster has " + known.size() + " queues and may have jono.catalogue.max-queues = " + maxQueues
                            + ", dead-letter queues included; use fewer queues or raise it on every node.");
        }
        return new Outcome(events, null);
    }

    private void addDeadLetters(QueueName queue, QueueSettings settings, List<CatalogueEvent> events) {
        Optional<QueueName> deadLetters = settings.deadLetterQueueOf(queue);
        if (deadLetters.isPresent() && known.settingsOf(deadLetters.get()) == null) {
            QueueSettings endless = QueueSettings.DEFAULT.toBuilder()
                    .maxAttempts(QueueSettings.UNLIMITED_ATTEMPTS)
                    .build();
            events.add(new QueueDeclared(new QueueKey(deadLetters.get(), 0, FIRST_GENERATION), endless));
            addDeadLetters(deadLetters.get(), endless, events);
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
