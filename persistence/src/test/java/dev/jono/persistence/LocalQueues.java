package dev.jono.persistence;

import dev.jono.api.JonoException;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.actor.QueueInbound;
import dev.jono.api.actor.QueueRequest;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.spi.DeclaredQueue;
import dev.jono.api.spi.QueueAccess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.jspecify.annotations.Nullable;

/** Queues in one actor system without a cluster: real entities, real journal, and a catalogue that is a map. */
final class LocalQueues implements QueueEnvironment {
    private final ActorTestKit kit;
    private final Map<QueueName, DeclaredQueue> declared = new ConcurrentHashMap<>();
    private final Map<QueueKey, ActorRef<QueueInbound>> entities = new ConcurrentHashMap<>();
    private final Set<String> gone = ConcurrentHashMap.newKeySet();
    private final CopyOnWriteArraySet<Consumer<String>> listeners = new CopyOnWriteArraySet<>();
    private final ActorRef<ActorRef<QueueInbound>> passivate;
    private final QueueAccess access = new Access();
    private final AtomicBoolean failsNext = new AtomicBoolean();
    private volatile Predicate<Told> holdsBack = told -> false;
    private final BlockingQueue<Told> held = new LinkedBlockingQueue<>();

    /** A request on its way to a queue. */
    record Told(QueueKey key, QueueRequest request) {}

    LocalQueues(ActorTestKit kit) {
        this.kit = kit;
        this.passivate = kit.<ActorRef<QueueInbound>>createTestProbe().getRef();
    }

    QueueKey declareNow(String name, QueueSettings settings) {
        QueueName queue = QueueName.of(name);
        declared.put(queue, new DeclaredQueue(new QueueKey(queue, 0, 1), settings));
        return new QueueKey(queue, 0, 1);
    }

    ActorRef<QueueInbound> entity(QueueKey key) {
        return entities.computeIfAbsent(key, this::spawn);
    }

    /** Starts one more incarnation beside what runs, as a node does that was thought to be gone. */
    ActorRef<QueueInbound> spawn(QueueKey key) {
        return kit.spawn(QueueEntity.create(key, this, passivate));
    }

    /** Ends the entity without a word, as a crash does. */
    void crash(QueueKey key) {
        @Nullable ActorRef<QueueInbound> entity = entities.remove(key);
        if (entity != null) {
            kit.stop(entity);
        }
    }

    /** Ends the entity's journal actor alone, as a failed write does; does not wait for that. */
    void crashJournal(QueueKey key) {
        Adapter.toClassic(kit.system())
                .actorSelection(entity(key).path() + "/*")
                .tell(PoisonPill.getInstance(), org.apache.pekko.actor.ActorRef.noSender());
    }

    /** Ends the entity in good order. */
    void stop(QueueKey key) {
        @Nullable ActorRef<QueueInbound> entity = entities.remove(key);
        if (entity != null) {
            var probe = kit.createTestProbe();
            entity.tell(QueueEntity.Stop.INSTANCE);
            probe.expectTerminated(entity, Duration.ofSeconds(30));
        }
    }

    /** Takes the requests off their way that match, from now on. */
    void holdBack(Predicate<Told> which) {
        holdsBack = which;
    }

    /** Returns the next request that was taken off its way. */
    Told nextHeld() {
        try {
            return Objects.requireNonNull(held.poll(30, TimeUnit.SECONDS), "nothing was held back");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stop);
        }
    }

    /** Tells whether nothing has been taken off its way that was not asked for yet. */
    boolean holdsNothingBack() {
        return held.isEmpty();
    }

    void processDies(String process) {
        gone.add(process);
        listeners.forEach(listener -> listener.accept(process));
    }

    @Override
    public CompletionStage<Optional<DeclaredQueue>> declaration(QueueKey key) {
        return CompletableFuture.completedFuture(Optional.ofNullable(declared.get(key.queue())));
    }

    @Override
    public QueueAccess queues() {
        return access;
    }

    /** Makes the next incarnation of any queue fail at its beginning. */
    void failTheNextBeginning() {
        failsNext.set(true);
    }

    @Override
    public String node() {
        if (failsNext.getAndSet(false)) {
            throw new IllegalStateException("planted by the test");
        }
        return "test-node";
    }

    @Override
    public boolean isMember(String process) {
        return !gone.contains(process);
    }

    @Override
    public Runnable onProcessLost(Consumer<String> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private final class Access implements QueueAccess {
        @Override
        public CompletionStage<QueueKey> declare(QueueName queue, QueueSettings settings) {
            return CompletableFuture.completedFuture(declareNow(queue.value(), settings));
        }

        @Override
        public CompletionStage<QueueKey> changeSettings(QueueName queue, QueueSettings settings) {
            return changeSettings(queue, before -> settings);
        }

        @Override
        public CompletionStage<QueueKey> changeSettings(QueueName queue, UnaryOperator<QueueSettings> change) {
            declared.computeIfPresent(
                    queue, (name, before) -> new DeclaredQueue(before.key(), change.apply(before.settings())));
            return resolve(queue);
        }

        @Override
        public CompletionStage<QueueKey> resolve(QueueName queue) {
            @Nullable DeclaredQueue found = declared.get(queue);
            return found != null
                    ? CompletableFuture.completedFuture(found.key())
                    : CompletableFuture.failedFuture(new JonoException(
                            JonoException.Reason.UNKNOWN_QUEUE, "No queue " + queue + " is declared."));
        }

        @Override
        public CompletionStage<List<DeclaredQueue>> queues() {
            return CompletableFuture.completedFuture(List.copyOf(declared.values()));
        }

        @Override
        public void tell(QueueKey key, QueueRequest request) {
            Told told = new Told(key, request);
            if (holdsBack.test(told)) {
                held.add(told);
            } else {
                entity(key).tell(request);
            }
        }

        @Override
        public String process() {
            return "test-process";
        }
    }
}
