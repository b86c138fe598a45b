package dev.jono.core;

import dev.jono.api.protocol.QueueReply.SendOutcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the queue remembers of one producer: the last number it took, and the outcome of every number that the producer may
 * still wait for, as runs. A few dozen bytes, whatever the producer sends.
 */
final class Session {
    private final ArrayDeque<Run> runs = new ArrayDeque<>();
    private long last;
    private long lastSendMillis;

    /**
     * The outcomes of consecutive numbers.
     *
     * @param firstSequence the first number
     * @param outcome what became of them
     */
    record Run(long firstSequence, SendOutcome outcome) {
        long end() {
            return firstSequence + outcome.count();
        }

        /** Returns the part of this run from {@code from} on, up to before {@code to}. */
        Run between(long from, long to) {
            long first = Math.max(from, firstSequence);
            long end = Math.min(to, end());
            long firstOffset = outcome.firstOffset() < 0 ? -1 : outcome.firstOffset() + first - firstSequence;
            return new Run(first, new SendOutcome(outcome.kind(), Math.toIntExact(end - first), firstOffset));
        }
    }

    /** Returns the only number at which a fresh message is taken. */
    long next(long lowestUnconfirmed) {
        return Math.max(last + 1, lowestUnconfirmed);
    }

    void took(Run run, long lowestUnconfirmed, long atMillis) {
        while (!runs.isEmpty() && runs.peekFirst().end() <= lowestUnconfirmed) {
            runs.removeFirst();
        }
        @Nullable Run previous = runs.peekLast();
        if (previous != null && continues(previous, run)) {
            runs.removeLast();
            runs.addLast(new Run(
                    previous.firstSequence(),
                    new SendOutcome(
                            run.outcome().kind(),
                            previous.outcome().count() + run.outcome().count(),
                            previous.outcome().firstOffset())));
        } else {
            runs.addLast(run);
        }
        last = run.end() - 1;
        lastSendMillis = atMillis;
    }

    /** Returns the outcomes that are remembered of the numbers from {@code first} up to before {@code end}. */
    List<Run> outcomes(long first, long end) {
        List<Run> found = new ArrayList<>();
        for (Run run : runs) {
            if (run.end() > first && run.firstSequence() < end) {
                found.add(run.between(first, end));
            }
        }
        return found;
    }

    Session copy() {
        return restore(last, lastSendMillis, runs);
    }

    static Session restore(long last, long lastSendMillis, Collection<Run> runs) {
        Session session = new Session();
        session.last = last;
        session.lastSendMillis = lastSendMillis;
        session.runs.addAll(runs);
        return session;
    }

    long last() {
        return last;
    }

    long lastSendMillis() {
        return lastSendMillis;
    }

    List<Run> runs() {
        return List.copyOf(runs);
    }

    private static boolean continues(Run previous, Run run) {
        SendOutcome before = previous.outcome();
        SendOutcome after = run.outcome();
        return previous.end() == run.firstSequence()
                && before.kind() == after.kind()
                && after.kind() != SendOutcome.Kind.DUPLICATE
                && (after.firstOffset() < 0 || before.firstOffset() + before.count() == after.firstOffset());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Session that
                && last == that.last
                && lastSendMillis == that.lastSendMillis
                && runs().equals(that.runs());
    }

    @Override
    public int hashCode() {
        return Long.hashCode(last);
    }
}
