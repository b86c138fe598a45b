package dev.jono.persistence.journal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trips for good when this process can no longer trust that it owns what it hosts: it slept for longer than it takes others to take
 * over, or the cluster says that it is out. Once tripped, no write of this actor system is confirmed any more.
 *
 * <p>It only makes a displaced process stop early; what keeps the history safe is the owner record. What the node does then (halt,
 * leave) is up to a listener.
 */
public final class ProcessFence implements Fence, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ProcessFence.class);

    private final long tickMillis;
    private final long maxPauseNanos;
    private final LongSupplier nanoTime;
    private final AtomicReference<@Nullable String> tripped = new AtomicReference<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Thread ticker = new Thread(this::tickUntilClosed, "jono-fence");
    private volatile long lastTickNanos;
    private volatile boolean closed;

    ProcessFence(Duration tick, Duration maxPause, LongSupplier nanoTime) {
        this.tickMillis = tick.toMillis();
        this.maxPauseNanos = maxPause.toNanos();
        this.nanoTime = nanoTime;
        this.lastTickNanos = nanoTime.getAsLong();
        ticker.setDaemon(true);
    }

    void start() {
        ticker.start();
    }

    /** Confirms no more writes, for ever; the first reason counts. Call it when this node is Down, Exiting or Removed. */
    public void trip(String reason) {
        if (tripped.compareAndSet(null, reason)) {
            log.error("This process confirms no more writes: {}", reason);
            listeners.forEach(listener -> listener.tell(reason));
        }
    }

    /** Confirms no more writes, as {@link #trip}, but in good order: nobody needs to be told. */
    public void retire(String reason) {
        if (tripped.compareAndSet(null, reason)) {
            log.info("This process confirms no more writes: {}", reason);
        }
    }

    /** Why it has tripped, null if it has not. */
    public @Nullable String reason() {
        return tripped.get();
    }

    /** Calls the listener once, with the reason, when the fence trips; at once if it has. It runs on whatever thread trips it. */
    public void onTrip(Consumer<String> listener) {
        Listener once = new Listener(listener);
        listeners.add(once);
        String reason = tripped.get();
        if (reason != null) {
            once.tell(reason);
        }
    }

    @Override
    public void check() {
        // Also here, because after a sleep this thread may run before the ticker does.
        tripAfterPause();
        String reason = tripped.get();
        if (reason != null) {
            throw new FenceTrippedException(reason);
        }
    }

    void tick() {
        tripAfterPause();
        lastTickNanos = nanoTime.getAsLong();
    }

    private void tripAfterPause() {
        // The last tick is read first: a tick in between could otherwise make a pause look negative, never too long.
        long last = lastTickNanos;
        long pause = nanoTime.getAsLong() - last;
        if (pause > maxPauseNanos) {
            trip("the process slept for " + Duration.ofNanos(pause).toMillis()
                    + " ms, longer than jono.fence.max-pause = "
                    + Duration.ofNanos(maxPauseNanos).toMillis() + " ms");
        }
    }

    private void tickUntilClosed() {
        while (!closed) {
            tick();
            try {
                Thread.sleep(tickMillis);
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        ticker.interrupt();
    }

    /** Tells its consumer at most once, and keeps its failure from the others. */
    private static final class Listener {
        private final AtomicReference<@Nullable Consumer<String>> consumer;

        Listener(Consumer<String> consumer) {
            this.consumer = new AtomicReference<>(consumer);
        }

        void tell(String reason) {
            Consumer<String> untold = consumer.getAndSet(null);
            if (untold == null) {
                return;
            }
            try {
                untold.accept(reason);
            } catch (RuntimeException failure) {
                log.error("A listener of the process fence failed", failure);
            }
        }
    }
}
