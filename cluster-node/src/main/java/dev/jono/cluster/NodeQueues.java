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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.jspecify.annotations.Nullable;

/** The way from this node to the queues: names through the catalogue, requests through sharding. */
final class NodeQueues implements QueueAccess {
    private final String process;
    private final Duration startTimeout;
    private final CompletableFuture<Connection> connected = new CompletableFuture<>();

    /** Where names and requests go. */
    private record Connection(Catalogue catalogue, ActorRef<ShardingEnvelope<QueueInbound>> region) {}

    NodeQueues(String process, Duration startTimeout) {
        this.process = process;
        this.startTimeout = startTimeout;
    }

    /** Says where names and requests go, which is known once the node takes part in the cluster. */
    void connect(Catalogue catalogue, ActorRef<ShardingEnvelope<QueueInbound>> region) {
        connected.complete(new Connection(catalogue, region));
    }

    boolean isConnected() {
        return connected.isDone();
    }

    @Override
    public CompletionStage<QueueKey> declare(QueueName queue, QueueSettings settings) {
        return catalogue()
                .thenCompose(catalogue -> catalogue.declare(queue, settings))
                .thenApply(CatalogueEntry::key);
    }

    @Override
    public CompletionStage<QueueKey> changeSettings(QueueName queue, QueueSettings settings) {
        return catalogue()
                .thenCompose(catalogue -> catalogue.changeSettings(queue, settings))
                .thenApply(found -> found.orElseThrow(() -> unknown(queue)).key());
    }

    @Override
    public CompletionStage<QueueKey> changeSettings(QueueName queue, UnaryOperator<QueueSettings> change) {
        return catalogue()
                .thenCompose(catalogue -> catalogue.lookUp(queue).thenCompose(found -> {
                    CatalogueEntry read = found.orElseThrow(() -> unknown(queue));
                    return catalogue.changeSettings(read, change.apply(read.settings()));
                }))
                .thenApply(found -> found.orElseThrow(() -> unknown(queue)).key());
    }

    @Override
    public CompletionStage<QueueKey> resolve(QueueName queue) {
        return catalogue().thenCompose(catalogue -> {
            Optional<CatalogueEntry> copied = catalogue.copied(queue);
            return copied.isPresent()
                    ? CompletableFuture.completedFuture(copied.get().key())
                    : catalogue
                            .lookUp(queue)
                            .thenApply(found ->
                                    found.orElseThrow(() -> unknown(queue)).key());
        });
    }

    @Override
    public CompletionStage<List<DeclaredQueue>> queues() {
        return catalogue()
                .thenCompose(Catalogue::list)
                .thenApply(entries ->
                        entries.stream().map(CatalogueEntry::declared).toList());
    }

    @Override
    public void tell(QueueKey key, QueueRequest request) {
        @Nullable Connection connection = connected.getNow(null);
        if (connection != null) {
            connection.region().tell(new ShardingEnvelope<>(key.toString(), request));
        }
    }

    @Override
    public String process() {
        return process;
    }

    private CompletionStage<Catalogue> catalogue() {
        if (connected.isDone()) {
            return connected.thenApply(Connection::catalogue);
        }
        return connected
                .copy()
                .orTimeout(startTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .handle((connection, failure) -> {
                    if (failure != null) {
                        throw new JonoException(
                                Reason.UNAVAILABLE,
                                "This node cannot reach Cassandra, so it does not take part in the cluster yet; see its"
                                        + " log. Try again later.");
                    }
                    return connection.catalogue();
                });
    }

    private static JonoException unknown(QueueName queue) {
        return new JonoException(
                Reason.UNKNOWN_QUEUE, "No queue named " + queue + " is declared. Declare it first, or check the name.");
    }
}
