package dev.jono.persistence;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Holds back what shows a queue's state to anybody (answers, deliveries, snapshots, deletes) until all rows that the state comes from are stored. So the
 * queue can decide on while they are being written: if a write fails, nobody has seen what was decided on top of it. For use by one thread.
 */
final class AfterCommit implements Executor {
    private final Queue<Held> held = new ArrayDeque<>();
    private final Queue<Long> commits = new ArrayDeque<>();
    private long lastRow;
    private long lastStored;

    private record Held(long row, Runnable departure) {}

    /** The state comes from the rows up to here. */
    void recovered(long row) {
        lastRow = row;
        lastStored = row;
    }

    /** So many rows are about to be written, and the state is what it is behind them; returns the first one. */
    long begin(int rows) {
        long first = lastRow + 1;
        lastRow += rows;
        commits.add(lastRow);
        return first;
    }

    /** Returns how many commits are under way. */
    int underWay() {
        return commits.size();
    }

    /** Tells whether the row can be read by now. */
    boolean isStored(long row) {
        return row <= lastStored;
    }

    /** Returns the last row that the state comes from. */
    long lastRow() {
        return lastRow;
    }

    /** Runs it at once, or when all rows that the state now comes from are stored; always in the order in which it was asked to. */
    @Override
    public void execute(Runnable departure) {
        if (commits.isEmpty() && held.isEmpty()) {
            departure.run();
        } else {
            held.add(new Held(lastRow, departure));
        }
    }

    /**
     * One more row is stored: if it completes the oldest commit, runs what waited for that. Tells whether it does. Rows are counted: which of them Pekko
     * names is not for sure, because the answers to one write may be overtaken by those to the next.
     */
    boolean rowStored() {
        lastStored++;
        if (lastStored != commits.element()) {
            return false;
        }
        commits.remove();
        while (!held.isEmpty() && held.element().row() <= lastStored) {
            held.remove().departure().run();
        }
        return true;
    }
}
