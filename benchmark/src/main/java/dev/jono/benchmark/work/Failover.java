package dev.jono.benchmark.work;

import dev.jono.benchmark.system.Sender;
import dev.jono.benchmark.system.SystemUnderTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * How long nothing is delivered when the process that owns a queue is killed, while producer and consumers live on. Messages come at
 * an even rate; none may be lost.
 */
public final class Failover {
    public static final String GAP = "millisWithoutDeliveries";
    public static final String GAP_BEFORE = "longestGapBeforeMillis";

    private static final int PAYLOAD_BYTES = 1024;
    private static final int PER_SECOND = 500;
    private static final Duration BEFORE = Duration.ofSeconds(10);
    private static final Duration AFTER = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private Failover() {}

    /** Ends the process that owns a queue as a crash would. */
    @FunctionalInterface
    public interface Kill {
        void owner(String queue) throws Exception;
    }

    /**
     * Measures it once.
     *
     * @param system is used by this process, which lives on
     * @param kill kills another one
     */
    public static Map<String, Double> measure(SystemUnderTest system, Kill kill, Conditions conditions)
            throws Exception {
        String queue = "failover";
        system.declare(List.of(queue));
        Flow flow = new Flow(system, new Payloads(PAYLOAD_BYTES, queue.hashCode()), conditions);
        Gaps gaps = new Gaps();
        AtomicLong arrivals = new AtomicLong();
        flow.onArrival(nanos -> {
            gaps.arrived(nanos);
            arrivals.incrementAndGet();
        });
        for (int i = 0; i < conditions.consumers(); i++) {
            flow.consume(queue);
        }
        Sender sender = flow.sender(queue);
        sendFor(BEFORE, flow, sender);
        double before = gaps.takeLongestMillis();
        kill.owner(queue);
        long sentBefore = flow.sent();
        long deadline = System.nanoTime() + LONGEST.toNanos();
        // What the dead one had sent out may still arrive; what was sent after its death tells that another one
        // delivers.
        while (arrivals.get() <= sentBefore && System.nanoTime() - deadline < 0) {
            sendFor(Duration.ofMillis(100), flow, sender);
        }
        sendFor(AFTER, flow, sender);
        Account account = flow.finish();
        return new Figures()
                .put(GAP, gaps.takeLongestMillis())
                .put(GAP_BEFORE, before)
                .account(account)
                .values();
    }

    private static void sendFor(Duration time, Flow flow, Sender sender) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        long next = System.nanoTime();
        while (next - end < 0) {
            LockSupport.parkNanos(next - System.nanoTime());
            flow.send(sender, System.nanoTime());
            next += TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
        }
    }
}
