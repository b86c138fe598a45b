package dev.jono.cluster.catalogue;

import dev.jono.api.JonoException;
import dev.jono.api.QueueName;
import java.util.List;

/** What the catalogue answers. */
public sealed interface CatalogueReply {

    /**
     * The queue is declared.
     *
     * @param entry the queue
     */
    record Found(CatalogueEntry entry) implements CatalogueReply {}

    /**
     * No queue of that name is declared.
     *
     * @param queue the name
     */
    record NotDeclared(QueueName queue) implements CatalogueReply {}

    /**
     * It was not done.
     *
     * @param reason why
     * @param detail the cause and the remedy in a sentence
     */
    record Refused(JonoException.Reason reason, String detail) implements CatalogueReply {}

    /**
     * The queues that changed after one version and not after another, in the order of their versions.
     *
     * @param after the version that they follow on
     * @param upTo the version of the last of them; {@code after} if there are none
     * @param latest the catalogue's version; if it is higher than {@code upTo}, there is more to ask for
     * @param entries the queues
     */
    record Changes(long after, long upTo, long latest, List<CatalogueEntry> entries) implements CatalogueReply {
        public Changes {
            entries = List.copyOf(entries);
        }
    }
}
