package dev.jono.api.actor;

import dev.jono.api.protocol.QueueCommand.Nack;
import dev.jono.api.protocol.QueueCommand.Outcome;
import dev.jono.api.protocol.QueueCommand.Reject;
import dev.jono.api.protocol.QueueCommand.Settlement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The settlements of a consumer that the queue has not confirmed. They gather while requests are outstanding and go
 * together; a retry puts everything outstanding in line again. A lease is settled here in one way only, ever, so that a
 * late answer to an earlier request is as good as one to the latest.
 */
final class SettleLane {
    private static final int MAX_REQUESTS = 2;
    private static final int MAX_SETTLEMENTS = 4_000;
    private static final int MAX_TEXT_CHARS = 64 * 1024;

    /** A settle request on its way. */
    static final class Request {
        private final long sentAtNanos;
        private final List<Held> deliveries = new ArrayList<>();
        private int unanswered;

        private Request(long sentAtNanos) {
            this.sentAtNanos = sentAtNanos;
        }
    }

    private final Deque<Held> waiting = new ArrayDeque<>();
    private final Deque<Request> requests = new ArrayDeque<>();

    void add(Held held) {
        waiting.add(held);
    }

    boolean maySend() {
        return !waiting.isEmpty() && requests.size() < MAX_REQUESTS;
    }

    /** Takes the next request's settlements. */
    List<Settlement> next(long nowNanos) {
        Request request = new Request(nowNanos);
        List<Settlement> settlements = new ArrayList<>(Math.min(waiting.size(), MAX_SETTLEMENTS));
        int text = 0;
        while (!waiting.isEmpty() && settlements.size() < MAX_SETTLEMENTS && text < MAX_TEXT_CHARS) {
            Held held = waiting.remove();
            Settlement settlement = held.settlement();
            held.request = request;
            request.deliveries.add(held);
            settlements.add(settlement);
            text += textOf(settlement.outcome());
        }
        request.unanswered = settlements.size();
        requests.add(request);
        return settlements;
    }

    /** Notes that the queue has answered. */
    void answered(Held held) {
        Request request = held.request;
        if (request == null) {
            waiting.remove(held); // the answer to an earlier request, and it waits to be sent again
            return;
        }
        held.request = null;
        request.unanswered--;
        if (request.unanswered == 0) {
            requests.remove(request);
        }
    }

    boolean isOutstanding() {
        return !requests.isEmpty();
    }

    boolean isOverdue(long nowNanos, long afterNanos) {
        return !requests.isEmpty() && nowNanos - requests.getFirst().sentAtNanos >= afterNanos;
    }

    /** Puts everything outstanding in line again, ahead of the rest. */
    void retry() {
        List<Held> again = takeOutstanding();
        for (int i = again.size() - 1; i >= 0; i--) {
            waiting.addFirst(again.get(i));
        }
    }

    /** Takes out everything outstanding. */
    List<Held> takeOutstanding() {
        List<Held> outstanding = new ArrayList<>();
        for (Request request : requests) {
            for (Held held : request.deliveries) {
                if (held.request == request) {
                    held.request = null;
                    outstanding.add(held);
                }
            }
        }
        requests.clear();
        return outstanding;
    }

    void clear() {
        takeOutstanding();
        waiting.clear();
    }

    private static int textOf(Outcome outcome) {
        if (outcome instanceof Nack nack) {
            return nack.error().length();
        }
        return outcome instanceof Reject reject ? reject.reason().length() : 0;
    }
}
