package dev.jono.persistence.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one session to Cassandra of an actor system, and the schema behind it.
 *
 * <p>It connects in the background and keeps trying until it succeeds or the system ends, so that a node recovers by itself when
 * Cassandra comes back; after that the driver reconnects. Every wait is bounded and fails with what went wrong last.
 */
public final class CassandraSession implements Extension {
    private static final Logger log = LoggerFactory.getLogger(CassandraSession.class);

    private final CassandraSettings settings;
    private final StartupChecks checks;
    private final CompletableFuture<CqlSession> connected = new CompletableFuture<>();
    private final CompletableFuture<CqlSession> refused = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Exception lastFailure;

    private CassandraSession(ExtendedActorSystem system) {
        this.settings = CassandraSettings.of(system.settings().config());
        this.checks = new StartupChecks(system.settings().config(), settings);
        Thread connector = new Thread(this::connectUntilClosed, "jono-cassandra-connect");
        connector.setDaemon(true);
        connector.start();
        system.registerOnTermination(this::close);
    }

    /** The session of the system; starts to connect at the first call. */
    public static CassandraSession get(ClassicActorSystemProvider system) {
        return Id.INSTANCE.get(system);
    }

    /** The connected session, with the schema in place. Waits at most {@code jono.cassandra.request-timeout}. */
    public CompletionStage<CqlSession> session() {
        return bounded(settings.requestTimeout());
    }

    /**
     * Waits until Cassandra answers, the schema is there and nothing unsafe is configured: the first thing a node does.
     *
     * @throws CassandraException with the cause and the remedy: at once if waiting does not help, else after
     *     {@code jono.cassandra.startup-timeout}
     */
    public void awaitStarted() {
        checks.requireSafeSettings();
        try {
            CompletableFuture.anyOf(bounded(settings.startupTimeout()), refused).join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof CassandraException known
                    ? known
                    : new CassandraException("no session", failed);
        }
    }

    /** Completes with true if a quorum read succeeds, and fails with the cause if not. */
    public CompletionStage<Boolean> healthy() {
        SimpleStatement read = SimpleStatement.newInstance("SELECT value FROM " + keyspace()
                        + ".jono_meta WHERE key = '" + SchemaInstaller.VERSION_KEY + "'")
                .setConsistencyLevel(consistency())
                .setIdempotent(true);
        return session().thenCompose(session -> session.executeAsync(read)).thenApply(result -> result.one() != null);
    }

    public String keyspace() {
        return settings.keyspace();
    }

    /** Of reads and plain writes. */
    public ConsistencyLevel consistency() {
        return settings.consistency();
    }

    /** Of the conditional part of conditional writes. */
    public ConsistencyLevel serialConsistency() {
        return settings.serialConsistency();
    }

    private CompletableFuture<CqlSession> bounded(Duration wait) {
        return connected
                .copy()
                .orTimeout(wait.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        failure instanceof TimeoutException ? notConnected(wait) : failure));
    }

    private CassandraException notConnected(Duration wait) {
        Exception cause = lastFailure;
        String since = "no usable Cassandra at " + settings.where() + " after " + wait.toMillis() + " ms";
        String remedy = "; check jono.cassandra.contact-points and local-datacenter, and that Cassandra runs";
        return cause == null
                ? new CassandraException(since + remedy)
                : new CassandraException(
                        since + ": " + ConnectFailure.reason(cause)
                                + (cause instanceof CassandraException ? "" : remedy),
                        cause);
    }

    private void connectUntilClosed() {
        try {
            while (!tryConnect()) {
                if (closed.await(settings.connectBackoff().toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean tryConnect() throws InterruptedException {
        CqlSession session = null;
        try {
            checks.requireSafeSettings();
            session = Connections.open(settings);
            new SchemaInstaller(session, settings).install();
            checks.requireSafeKeyspace(session);
            if (closed.getCount() == 0 || !connected.complete(session)) {
                session.close();
            }
            return true;
        } catch (RuntimeException failure) {
            Exception before = lastFailure;
            String reason = ConnectFailure.reason(failure);
            if (before == null || !reason.equals(ConnectFailure.reason(before))) {
                log.warn("No usable Cassandra at {} yet: {}", settings.where(), reason);
            }
            lastFailure = failure;
            if (failure instanceof CassandraException) {
                refused.completeExceptionally(failure);
            }
            if (session != null) {
                session.close();
            }
            return false;
        }
    }

    private void close() {
        closed.countDown();
        if (!connected.completeExceptionally(new CassandraException("the actor system has ended"))) {
            CqlSession session = connected.getNow(null);
            if (session != null) {
                session.closeAsync();
            }
        }
    }

    private static final class Id extends AbstractExtensionId<CassandraSession> {
        static final Id INSTANCE = new Id();

        @Override
        public CassandraSession createExtension(ExtendedActorSystem system) {
            return new CassandraSession(system);
        }
    }
}
