package dev.jono.benchmark.system;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Keeps the first failure that a thread without a caller ran into, until the harness looks. Safe for use by several threads. */
public final class Alarm {
    private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();

    /** Tells of a failure; only the first one counts. */
    public void raise(Throwable failure) {
        first.compareAndSet(null, failure);
    }

    /**
     * Fails if a failure was told of.
     *
     * @throws BenchmarkException that says so
     */
    public void check() {
        Throwable failure = first.get();
        if (failure != null) {
            throw new BenchmarkException("It failed under load: " + failure, failure);
        }
    }
}
