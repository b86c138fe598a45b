package dev.jono.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Computes the verdict from nothing but the audit files: the producer's, the handlers', the drained dead-letter queue's, and the
 * demo's own of what it planted and killed. It trusts no counter of a queue, and looks again itself at a file that was
 * dead-lettered though nobody planted it.
 */
final class Auditor {
    private static final int EXAMPLES = 5;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Tally tally = new Tally();
    private final List<String> lost = new ArrayList<>();
    private final List<String> unexpected = new ArrayList<>();
    private final List<String> foundBad = new ArrayList<>();

    private Auditor() {}

    /** Audits the files of a folder. */
    static Audit audit(Path folder) {
        Auditor auditor = new Auditor();
        new AuditTail(folder).read(auditor.tally::add);
        auditor.tally.fates().forEach(auditor::judge);
        return auditor.result();
    }

    private void judge(String id, Fate fate) {
        if (!fate.sent) {
            unexpected.add(id + (fate.planted ? " was planted but never sent" : " was never sent"));
        }
        if (fate.confirmed && !fate.done && fate.deadLetters.isEmpty()) {
            lost.add(id + " of " + fate.queue);
        }
        if (fate.planted && fate.done) {
            unexpected.add(id + " was acked though it is bad");
        }
        if (fate.isDeliveredAfterAck()) {
            unexpected.add(id + " was delivered again after a confirmed ack");
        }
        judgeDeadLetters(id, fate);
    }

    private void judgeDeadLetters(String id, Fate fate) {
        int count = fate.deadLetters.size();
        if (count > 1) {
            unexpected.add(id + " is in the dead-letter queue " + count + " times");
        }
        if (count > 0 && !fate.planted) {
            if (fate.deadLetters.values().stream().allMatch(Auditor::isReallyBad)) {
                foundBad.add(id);
            } else {
                unexpected.add(id + " was dead-lettered though its file is good");
            }
        }
    }

    private static boolean isReallyBad(String task) {
        Task parsed;
        try {
            parsed = JSON.readValue(task, Task.class);
        } catch (JsonProcessingException unreadable) {
            return false; // the queue changed the payload
        }
        try {
            return !parsed.verify();
        } catch (IOException unreadable) {
            return true;
        }
    }

    private Audit result() {
        OptionalLong failover = tally.busiestKilled().isEmpty()
                ? OptionalLong.empty()
                : tally.queue(tally.busiestKilled()).failoverMillis();
        List<String> faults = faults(failover);
        List<String> reasons = new ArrayList<>(faults);
        if (!foundBad.isEmpty()) {
            reasons.add("Files of the input that really do not match, or cannot be read: " + some(foundBad));
        }
        return new Audit(
                tally.sent(),
                tally.confirmed(),
                tally.done(),
                tally.redelivered(),
                tally.deadLettered(),
                lost.size(),
                unexpected.size(),
                tally.hung(),
                foundBad.size(),
                failover,
                Math.round(tally.donePerSecond()),
                List.copyOf(reasons),
                tally.queues(),
                faults.isEmpty());
    }

    private List<String> faults(OptionalLong failover) {
        List<String> faults = new ArrayList<>();
        if (!lost.isEmpty()) {
            faults.add("Lost: " + some(lost));
        }
        if (!unexpected.isEmpty()) {
            faults.add("Unexpected: " + some(unexpected));
        }
        if (tally.sent() == 0) {
            faults.add("Nothing was sent");
        }
        if (tally.confirmed() != tally.sent()) {
            faults.add("Not confirmed: " + (tally.sent() - tally.confirmed()) + " of " + tally.sent()
                    + (tally.firstRefusal().isEmpty() ? "" : ", the first because: " + tally.firstRefusal()));
        }
        if (failover.isEmpty()) {
            faults.add("No failover was seen: no queue's owner was killed, or no new one delivered");
        }
        if (!tally.leftInQueues().isEmpty()) {
            faults.add("Queues not empty at the end: " + tally.leftInQueues());
        }
        tally.queues().forEach((name, queue) -> addOrphan(faults, name, queue));
        return faults;
    }

    private static void addOrphan(List<String> faults, String name, QueueTally queue) {
        if (!queue.killedOwner.isEmpty() && queue.failoverMillis().isEmpty()) {
            faults.add("Nobody delivered from " + name + " after its owner, " + queue.killedOwner + ", was killed");
        }
    }

    private static String some(List<String> all) {
        String shown = String.join("; ", all.subList(0, Math.min(EXAMPLES, all.size())));
        return all.size() > EXAMPLES ? shown + "; and " + (all.size() - EXAMPLES) + " more" : shown;
    }
}
