package dev.jono.benchmark.work;

import dev.jono.benchmark.system.Sender;
import dev.jono.benchmark.system.SystemUnderTest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Messages at an even rate, and how long each takes from the time at which it should have been sent to its handler. What a
 * system holds up counts as late too, so nothing is hidden by a sender that waits with it (coordinated omission).
 *
 * @param perSecond the rate
 */
record Latency(int perSecond) implements Work {
    private static final int PAYLOAD_BYTES = 1024;

    /** A share of the time comes first and does not count. */
    private static final int WARMUP_SHARE = 5;

    /** Who falls behind this many times over does not carry the rate, and is not waited for. */
    private static final int PATIENCE_FACTOR = 2;

    @Override
    public String name() {
        return Works.LATENCY + "-" + perSecond;
    }

    @Override
    public Map<String, Double> run(SystemUnderTest system, Conditions conditions, String run) throws Exception {
        system.declare(List.of(run));
        Flow flow = new Flow(system, new Payloads(PAYLOAD_BYTES, run.hashCode()), conditions);
        for (int i = 0; i < conditions.consumers(); i++) {
            flow.consume(run);
        }
        Sender sender = flow.sender(run);
        flow.rehearse(sender);
        long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
        long seconds = TimeUnit.SECONDS.toNanos(conditions.seconds());
        long counted = start + seconds / WARMUP_SHARE;
        flow.countLatenciesFrom(counted);
        long end = counted + seconds;
        long intended = start;
        for (long i = 1; intended - end < 0; i++) {
            awaitTime(intended);
            if (System.nanoTime() - start > PATIENCE_FACTOR * (end - start)) {
                break;
            }
            flow.send(sender, intended);
            intended = start + i * TimeUnit.SECONDS.toNanos(1) / perSecond;
        }
        Account account = flow.finish();
        return new Figures()
                .put(Figures.RATE, Rates.perSecond(flow.sent(), account.lastAckNanos() - start))
                .account(account)
                .values();
    }

    private static void awaitTime(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
