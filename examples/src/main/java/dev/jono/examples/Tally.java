package dev.jono.examples;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Adds up audit lines, in whatever order the files have them. */
final class Tally {
    private final Map<String, Fate> fates = new LinkedHashMap<>();
    private final Map<String, QueueTally> queues = new TreeMap<>();
    private long sent;
    private long confirmed;
    private long done;
    private long redelivered;
    private long deadLettered;
    private long settled;
    private long hung;
    private long firstSentMillis = Long.MAX_VALUE;
    private long lastDoneMillis;
    private String busiestKilled = "";
    private String firstRefusal = "";
    private String leftInQueues = "";

    void add(AuditLine line) {
        if (line.what() == AuditLine.What.KILLED) {
            busiestKilled = busiestKilled.isEmpty() ? line.queue() : busiestKilled;
            queue(line.queue()).killed(line);
            return;
        }
        if (line.what() == AuditLine.What.NOT_EMPTY) {
            leftInQueues = line.detail();
            return;
        }
        Fate fate = fates.computeIfAbsent(line.id(), id -> new Fate(line.queue()));
        switch (line.what()) {
            case PLANTED -> fate.planted = true;
            case SENT -> sent(fate, line);
            case CONFIRMED -> confirmed(fate, line);
            case UNCONFIRMED -> firstRefusal = firstRefusal.isEmpty() ? line.detail() : firstRefusal;
            case DELIVERED -> delivered(fate, line);
            case HUNG -> hung++;
            case DONE -> done(fate, line);
            case ACKED -> fate.acked(line);
            case DEAD -> dead(fate, line);
            default -> {
                // LEASE_LOST, MISMATCHED and FAILED are for whoever reads the files.
            }
        }
    }

    private void sent(Fate fate, AuditLine line) {
        fate.sent = true;
        sent++;
        queue(line.queue()).sent++;
        firstSentMillis = Math.min(firstSentMillis, line.atMillis());
    }

    private void confirmed(Fate fate, AuditLine line) {
        fate.confirmed = true;
        confirmed++;
        queue(line.queue()).confirmed++;
    }

    private void delivered(Fate fate, AuditLine line) {
        fate.delivered(line);
        queue(line.queue()).delivered(line);
        if (fate.deliveries > 1) {
            redelivered++;
            queue(line.queue()).redelivered++;
        }
    }

    private void done(Fate fate, AuditLine line) {
        if (!fate.done) {
            settled += fate.deadLetters.isEmpty() ? 1 : 0;
            fate.done = true;
            done++;
            queue(line.queue()).done++;
        }
        lastDoneMillis = Math.max(lastDoneMillis, line.atMillis());
    }

    /** A dead letter that the dead-letter queue delivers again is still one. */
    private void dead(Fate fate, AuditLine line) {
        int space = line.detail().indexOf(' ');
        if (fate.deadLetters.put(
                        line.detail().substring(0, space), line.detail().substring(space + 1))
                == null) {
            settled += fate.deadLetters.size() == 1 && !fate.done ? 1 : 0;
            deadLettered++;
            queue(line.queue()).deadLettered++;
        }
    }

    QueueTally queue(String name) {
        return queues.computeIfAbsent(name, missing -> new QueueTally());
    }

    Map<String, QueueTally> queues() {
        return Collections.unmodifiableMap(queues);
    }

    Map<String, Fate> fates() {
        return Collections.unmodifiableMap(fates);
    }

    /** The name of the busiest of the queues whose owner was killed, which the file names first; empty if none was. */
    String busiestKilled() {
        return busiestKilled;
    }

    /** Why the first send that was not confirmed was not; empty if there is none. */
    String firstRefusal() {
        return firstRefusal;
    }

    /** What the queues still held when the run ended; empty if nothing. */
    String leftInQueues() {
        return leftInQueues;
    }

    long sent() {
        return sent;
    }

    long confirmed() {
        return confirmed;
    }

    /** Different tasks that a handler has found good. */
    long done() {
        return done;
    }

    /** Deliveries beyond a task's first one. */
    long redelivered() {
        return redelivered;
    }

    long deadLettered() {
        return deadLettered;
    }

    /** Handlers that hung past their lease. */
    long hung() {
        return hung;
    }

    /** Different tasks that are done or dead-lettered. */
    long settled() {
        return settled;
    }

    /** How many tasks were done in a second, from the first send to the last one done. */
    double donePerSecond() {
        long millis = Math.max(1, lastDoneMillis - firstSentMillis);
        return done == 0 ? 0 : done * 1000.0 / millis;
    }
}
