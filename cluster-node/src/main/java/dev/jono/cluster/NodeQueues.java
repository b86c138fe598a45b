package dev.jono.cluster;

import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.actor.QueueInbound;
import dev.jono.api.actor.QueueRequest;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.spi.DeclaredQueue;
import dev.jono.api.spi.QueueAccess;
import dev.jono.cluster.catalogue.Catalogue;
import dev.jono.cluster.catalogue.CatalogueEntry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.jspecify.annotations.Nullable;

/** The way from this node to the queues: names through the catalogue, requests through sharding. */
final class NodeQueues implements QueueAccess {
    private final Catalogue catalogue;
    private final String process;
    private volatile @Nullable ActorRef<ShardingEnvelope<QueueInbound>> region;

    NodeQueues(Catalogue catalogue, String process) {
        this.catalogue = catalogue;
        this.process = process;
    }

    /** Says where requests go. The region comes last, because what it hosts needs this access. */
    void connect(ActorRef<ShardingEnvelope<QueueInbound>> shardRegion) {
        region = shardRegion;
    }

    @Override
    public CompletionStage<QueueKey> declare(QueueName queue, QueueSettings settings) {
        return catalogue.declare(queue, settings).thenApply(CatalogueEntry::key);
    }

    @Override
    public CompletionStage<QueueKey> resolve(QueueName queue) {
        Optional<CatalogueEntry> copied = catalogue.copied(queue);
        if (copied.isPresent()) {
            return CompletableFuture.completedFuture(copied.get().key());
        }
        return catalogue
                .lookUp(queue)
                .thenApply(found -> found.orElseThrow(() -> unknown(queue)).key());
    }

    @Override
    public CompletionStage<List<DeclaredQueue>> queues() {
        return catalogue
                .list()
                .thenApply(entries ->
                        entries.stream().map(CatalogueEntry::declared).toList());
    }

    @Override
    public void tell(QueueKey key, QueueRequest request) {
        ActorRef<ShardingEnvelope<QueueInbound>> connected = region;
        if (connected != null) {
            connected.tell(new ShardingEnvelope<>(key.toString(), request));
        }
    }

    @Override
    public String process() {
        return process;
    }

    static JonoException unknown(QueueName queue) {
        return new JonoException(
                Reason.UNKNOWN_QUEUE, "No queue named " + queue + " is declared. Declare it first, or check the name.");
    }
}
