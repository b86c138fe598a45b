package dev.jono.api.actor;

import dev.jono.api.ProducerSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** The batches of a producer that are on their way, and how long their answers are waited for. */
final class Flights {
    /** A batch on its way; numbers from {@code first} to before {@code end}. */
    private record Flight(long first, long end, long sentAtNanos) {}

    private final Deque<Flight> flights = new ArrayDeque<>();
    private final Duration shortestWait;
    private Duration wait;

    Flights(Duration shortestWait) {
        this.shortestWait = shortestWait;
        this.wait = shortestWait;
    }

    int size() {
        return flights.size();
    }

    void add(SendWindow.Batch batch, long nowNanos) {
        flights.add(new Flight(batch.firstSequence(), batch.end(), nowNanos));
    }

    /** The queue has answered the numbers from {@code first} to before {@code end}. */
    void answered(long first, long end) {
        flights.removeIf(batch -> batch.first() >= first && batch.end() <= end);
    }

    /**
     * The queue takes {@code next} next, so batches that begin there or later have arrived in vain. Those that begin before
     * stay: what is below the gap is stored, but its answer may be lost, and then their silence must be noticed.
     */
    void gapAt(long next) {
        flights.removeIf(batch -> batch.first() >= next);
    }

    /** Nothing is waited for any more. */
    void clear() {
        flights.clear();
    }

    /** Tells whether the oldest has not been answered for too long. */
    boolean areSilent(long nowNanos) {
        return !flights.isEmpty() && nowNanos - flights.getFirst().sentAtNanos() >= wait.toNanos();
    }

    Duration waitForAnswers() {
        return wait;
    }

    /** Gives up on what is on its way, and has the answers to the next ones waited for twice as long. */
    void waitLonger() {
        clear();
        Duration doubled = wait.multipliedBy(2);
        wait = doubled.compareTo(ProducerSettings.MAX_RETRY_AFTER) < 0 ? doubled : ProducerSettings.MAX_RETRY_AFTER;
    }

    /** The queue is there again. */
    void waitShortest() {
        wait = shortestWait;
    }
}
