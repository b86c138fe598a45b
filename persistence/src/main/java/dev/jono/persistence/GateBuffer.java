package dev.jono.persistence;

import dev.jono.api.Message;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import dev.jono.core.Input;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the next commit, in two lines: settlements, credit and the node's own inputs go ahead of sends, each on a
 * budget of its own so that neither starves the other. Purge, pause and settings keep their place among the sends.
 */
final class GateBuffer {
    /** At a low rate, each commit must take along all that has come. Measured: ADR 0037. */
    static final int FEWEST_BEHIND = 128;

    private final QueueActorSettings settings;
    private final PayloadBudget budget;
    private final ArrayDeque<Pending> ahead = new ArrayDeque<>();
    private final ArrayDeque<Pending> sends = new ArrayDeque<>();
    private long sendMessages;
    private long sendBytes;
    private long aheadItems;
    private final ArrayDeque<Commit> underWay = new ArrayDeque<>();

    GateBuffer(QueueActorSettings settings, PayloadBudget budget) {
        this.settings = settings;
        this.budget = budget;
    }

    /** What has been taken out for one commit: sends and settlements, and their bytes. */
    private record Commit(long messages, long bytes) {}

    /** Returns what waits there when a command came at {@code nowMillis}. */
    static Pending pending(Input input, @Nullable ActorRef<QueueReply> replyTo, long nowMillis) {
        if (input instanceof Input.Client client) {
            if (client.command() instanceof QueueCommand.Send send) {
                long bytes = 0;
                for (Message message : send.messages()) {
                    bytes += message.sizeBytes();
                }
                return new Pending(input, replyTo, send.messages().size(), bytes, nowMillis);
            }
            if (client.command() instanceof QueueCommand.Settle settle) {
                return new Pending(input, replyTo, settle.settlements().size(), 0, nowMillis);
            }
        }
        return new Pending(input, replyTo, 1, 0, nowMillis);
    }

    /** Takes it in, or returns {@code false} when that would exceed the bound. The node's own inputs are never refused. */
    boolean offer(Pending pending) {
        if (goesAhead(pending.input())) {
            boolean client = pending.input() instanceof Input.Client;
            if (client && aheadItems + pending.messages() > settings.maxWaitingSettlements()) {
                return false;
            }
            ahead.add(pending);
            aheadItems += pending.messages();
            return true;
        }
        boolean full = sendMessages + pending.messages() > settings.maxWaitingMessages()
                || sendBytes + pending.bytes() > settings.maxWaitingBytes();
        if (full && !sends.isEmpty()) {
            return false;
        }
        sends.add(pending);
        sendMessages += pending.messages();
        sendBytes += pending.bytes();
        budget.sending(pending.bytes());
        return true;
    }

    /**
     * Tells whether what waits should become a commit behind the one that is under way. A small one should not: what comes a moment later would wait for the end of
     * both, instead of going together with it.
     */
    boolean isWorthAnotherCommit() {
        return !underWay.isEmpty()
                && sendMessages + aheadItems
                        >= Math.max(FEWEST_BEHIND, underWay.getLast().messages() / 2);
    }

    /** Takes out what goes into one commit; it counts until {@link #batchEnded}. */
    List<Pending> nextBatch() {
        List<Pending> batch = new ArrayList<>(ahead.size() + Math.min(sends.size(), 64));
        long waiting = sendMessages + aheadItems;
        long settlements = 0;
        while (!ahead.isEmpty() && settlements < settings.batchSettlements()) {
            Pending next = ahead.removeFirst();
            aheadItems -= next.messages();
            settlements += next.messages();
            batch.add(next);
        }
        long bytes = 0;
        while (!sends.isEmpty() && (bytes == 0 || bytes + sends.peekFirst().bytes() <= settings.batchBytes())) {
            Pending next = removeSend();
            bytes += next.bytes();
            batch.add(next);
        }
        underWay.add(new Commit(waiting - sendMessages - aheadItems, bytes));
        return batch;
    }

    /** What went into the oldest commit under way is stored. */
    void batchEnded() {
        budget.sending(-underWay.remove().bytes());
    }

    /** What is under way is lost. */
    void allEnded() {
        while (!underWay.isEmpty()) {
            batchEnded();
        }
    }

    /** Takes out the clients' commands that came before {@code millis}. */
    List<Pending> removeOlderThan(long millis) {
        List<Pending> removed = new ArrayList<>();
        while (!sends.isEmpty() && sends.peekFirst().arrivedMillis() < millis) {
            Pending next = removeSend();
            budget.sending(-next.bytes());
            removed.add(next);
        }
        ahead.removeIf(next -> {
            boolean old = next.input() instanceof Input.Client && next.arrivedMillis() < millis;
            if (old) {
                aheadItems -= next.messages();
                removed.add(next);
            }
            return old;
        });
        return removed;
    }

    private Pending removeSend() {
        Pending next = sends.removeFirst();
        sendMessages -= next.messages();
        sendBytes -= next.bytes();
        return next;
    }

    List<Pending> removeClients() {
        return removeOlderThan(Long.MAX_VALUE);
    }

    /** Takes out everything. */
    List<Pending> clear() {
        allEnded();
        List<Pending> removed = removeClients();
        ahead.clear();
        aheadItems = 0;
        return removed;
    }

    boolean isEmpty() {
        return ahead.isEmpty() && sends.isEmpty();
    }

    /** Tells whether the node's memory has room for what it brings. Only sends bring anything. */
    boolean hasRoom(Pending pending) {
        return pending.bytes() == 0 || budget.admitsSend(pending.bytes());
    }

    private static boolean goesAhead(Input input) {
        if (input instanceof Input.Client client) {
            QueueCommand command = client.command();
            return command instanceof QueueCommand.Settle
                    || command instanceof QueueCommand.Refresh
                    || command instanceof QueueCommand.Leave
                    || command instanceof QueueCommand.Receive
                    || command instanceof QueueCommand.Describe;
        }
        return true;
    }
}
