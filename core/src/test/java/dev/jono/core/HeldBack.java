package dev.jono.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/** What is decided and does not leave yet, because its commit takes long; in the order in which it will. */
final class HeldBack implements Executor {
    private final Deque<Runnable> departures = new ArrayDeque<>();
    private boolean holds;

    /** Commits take long from now on. */
    void hold() {
        holds = true;
    }

    @Override
    public void execute(Runnable departure) {
        if (holds) {
            departures.add(departure);
        } else {
            departure.run();
        }
    }

    /** So many leave; when none is left, nothing is held back any more. */
    void depart(int most) {
        for (int i = 0; i < most && !departures.isEmpty(); i++) {
            departures.remove().run();
        }
        holds &= !departures.isEmpty();
    }

    void departAll() {
        depart(Integer.MAX_VALUE);
    }

    /** The owner is gone: what has not left never will. */
    void clear() {
        departures.clear();
        holds = false;
    }
}
