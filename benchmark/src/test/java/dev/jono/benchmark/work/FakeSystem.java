package dev.jono.benchmark.work;

import dev.jono.benchmark.system.Confirm;
import dev.jono.benchmark.system.Consuming;
import dev.jono.benchmark.system.Handler;
import dev.jono.benchmark.system.Sender;
import dev.jono.benchmark.system.SystemUnderTest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Queues in memory that do at once what they are asked, except where a test plants a fault. */
final class FakeSystem implements SystemUnderTest {
    /** Says what is delivered for a message: usually itself, once. */
    interface Delivering {
        List<byte[]> of(long nth, byte[] payload);
    }

    private final Delivering delivering;
    private final Map<String, Place> places = new HashMap<>();
    private long sent;
    private int unconfirmedFrom = Integer.MAX_VALUE;
    private long awaitedAt = -1;
    private long lateUntil;
    private long firstCounted = -1;

    FakeSystem(Delivering delivering) {
        this.delivering = delivering;
    }

    static FakeSystem sound() {
        return new FakeSystem((nth, payload) -> List.of(payload));
    }

    /** Delivers one message otherwise than it was sent. */
    static FakeSystem changing(long which, UnaryOperator<byte[]> change) {
        return new FakeSystem((nth, payload) -> List.of(nth == which ? change.apply(payload.clone()) : payload));
    }

    /** Confirms no message from this one on. */
    FakeSystem unconfirmedFrom(int nth) {
        unconfirmedFrom = nth;
        return this;
    }

    /** Lets the first consumer of a queue be the only one until that many messages have been sent. */
    FakeSystem othersLateUntil(long nth) {
        lateUntil = nth;
        return this;
    }

    /** Returns how many consumers a queue has that have not ended. */
    int consumers(String queue) {
        return place(queue).consumers.size();
    }

    /** Returns how many messages were sent before the first one that counts. */
    long sentBeforeWhatCounts() {
        return firstCounted;
    }

    /** Returns how many messages were sent before somebody waited for the consumers; -1 when nobody has. */
    long sentBeforeAwaiting() {
        return awaitedAt;
    }

    @Override
    public void awaitConsumers() {
        awaitedAt = sent;
    }

    long sent() {
        return sent;
    }

    @Override
    public void declare(List<String> queues) {
        queues.forEach(this::place);
    }

    @Override
    public Sender sender(String queue, Confirm confirm) {
        Place place = place(queue);
        return payload -> {
            long nth = sent++;
            if (firstCounted < 0 && ByteBuffer.wrap(payload).getLong() >= 0) {
                firstCounted = nth;
            }
            place.waiting.addAll(delivering.of(nth, payload));
            if (nth < unconfirmedFrom) {
                confirm.confirmed();
            }
            place.deliver();
        };
    }

    @Override
    public Consuming consume(String queue, Handler handler) {
        place(queue).consumers.add(handler);
        place(queue).deliver();
        return () -> place(queue).consumers.remove(handler);
    }

    @Override
    public List<ProcessHandle> servers() {
        return List.of();
    }

    @Override
    public void close() {}

    private Place place(String queue) {
        return places.computeIfAbsent(queue, missing -> new Place());
    }

    /** One queue. */
    private final class Place {
        private final List<Handler> consumers = new ArrayList<>();
        private final List<byte[]> waiting = new ArrayList<>();
        private long turn;

        void deliver() {
            if (consumers.isEmpty()) {
                return;
            }
            List<byte[]> payloads = List.copyOf(waiting);
            waiting.clear();
            for (int i = 0; i < payloads.size(); i++) {
                int present = sent < lateUntil ? 1 : consumers.size();
                consumers.get((int) (turn++ % present)).handle(payloads.get(i), Runnable::run);
            }
        }
    }
}
