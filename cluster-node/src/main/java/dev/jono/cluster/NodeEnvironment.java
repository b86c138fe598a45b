package dev.jono.cluster;

import dev.jono.api.protocol.QueueKey;
import dev.jono.api.spi.DeclaredQueue;
import dev.jono.api.spi.QueueAccess;
import dev.jono.cluster.catalogue.Catalogue;
import dev.jono.cluster.catalogue.CatalogueEntry;
import dev.jono.persistence.QueueEnvironment;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** What this node's queues need of it. */
final class NodeEnvironment implements QueueEnvironment {
    private final Catalogue catalogue;
    private final QueueAccess queues;
    private final Members members;
    private final String node;

    NodeEnvironment(Catalogue catalogue, QueueAccess queues, Members members, String node) {
        this.catalogue = catalogue;
        this.queues = queues;
        this.members = members;
        this.node = node;
    }

    @Override
    public CompletionStage<Optional<DeclaredQueue>> declaration(QueueKey key) {
        return catalogue
                .lookUp(key.queue())
                .thenApply(
                        found -> found.filter(entry -> entry.key().equals(key)).map(CatalogueEntry::declared));
    }

    @Override
    public QueueAccess queues() {
        return queues;
    }

    @Override
    public String node() {
        return node;
    }

    @Override
    public boolean isMember(String process) {
        return members.isMember(process);
    }

    @Override
    public Runnable onProcessLost(Consumer<String> listener) {
        return members.onLost(listener);
    }
}
