package dev.jono.cluster.catalogue;

import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.QueueKey;
import org.apache.pekko.actor.typed.ActorRef;

/** What is asked of the catalogue. Repeating a request is harmless. */
public sealed interface CatalogueRequest {

    /**
     * Declares a queue; answered with {@link CatalogueReply.Found} or {@link CatalogueReply.Refused}.
     *
     * @param queue its name
     * @param settings its settings
     * @param replyTo who gets the answer
     */
    record Declare(QueueName queue, QueueSettings settings, ActorRef<CatalogueReply> replyTo)
            implements CatalogueRequest {}

    /**
     * Replaces a queue's settings; answered with {@link CatalogueReply.Found} once the queue has them, with {@link
     * CatalogueReply.NotDeclared} or with {@link CatalogueReply.Refused}.
     *
     * @param queue its name
     * @param settings its new settings
     * @param version refuse if the queue's entry is of another one, unless it has these settings already; or {@link
     *     #ANY_VERSION}
     * @param replyTo who gets the answer
     */
    record Change(QueueName queue, QueueSettings settings, long version, ActorRef<CatalogueReply> replyTo)
            implements CatalogueRequest {
        /** No entry has it. */
        static final long ANY_VERSION = 0;
    }

    /**
     * Asks for a queue; answered with {@link CatalogueReply.Found} or {@link CatalogueReply.NotDeclared}.
     *
     * @param queue its name
     * @param replyTo who gets the answer
     */
    record Find(QueueName queue, ActorRef<CatalogueReply> replyTo) implements CatalogueRequest {}

    /**
     * Asks for what has changed after a version, and for being told of what changes from now on, until no such request has
     * come for a while; answered with {@link CatalogueReply.Changes}.
     *
     * @param version the version that the follower has; 0 for nothing yet
     * @param follower who is told
     */
    record Follow(long version, ActorRef<CatalogueReply> follower) implements CatalogueRequest {}

    /**
     * Says that a queue has taken its new settings. Stays on its node.
     *
     * @param key the queue
     * @param version the version of the catalogue's entry that it has taken
     */
    record Taken(QueueKey key, long version) implements CatalogueRequest {}

    /** Says that declarations have been gathered that are to be committed. Stays on its node. */
    record CommitDeclares() implements CatalogueRequest {
        static final CommitDeclares INSTANCE = new CommitDeclares();
    }

    /** Stops the catalogue's actor before it moves to another node. Stays on its node. */
    record Stop() implements CatalogueRequest {
        static final Stop INSTANCE = new Stop();
    }
}
