package dev.jono.benchmark.work;

import dev.jono.benchmark.system.Sender;
import dev.jono.benchmark.system.SystemUnderTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Messages that pile up while nobody consumes, and then the draining of them. A slow system is not filled to the end but for a
 * bounded time; its depth is part of the result.
 */
record Backlog() implements Work {
    private static final int PAYLOAD_BYTES = 1024;
    private static final Duration LONGEST_FILL = Duration.ofMinutes(1);

    /** The first and the last tenth of the messages say what depth does to the rate. */
    private static final int SHARES = 10;

    @Override
    public String name() {
        return Works.BACKLOG;
    }

    @Override
    public Map<String, Double> run(SystemUnderTest system, Conditions conditions, String run) throws Exception {
        system.declare(List.of(run));
        Flow flow = new Flow(system, new Payloads(PAYLOAD_BYTES, run.hashCode()), conditions);
        Figures figures = fill(flow, flow.sender(run), conditions.backlog());
        for (int i = 0; i < conditions.consumers(); i++) {
            flow.consume(run);
        }
        Account account = flow.finish();
        Flow.Start drain = drainStart(flow.starts(), conditions.consumers(), flow.sent());
        long drained = flow.sent() - drain.acks();
        return figures.put(Figures.DRAIN_RATE, Rates.perSecond(drained, account.lastAckNanos() - drain.nanos()))
                .put(Figures.MESSAGES, (double) account.arrived())
                .put(Figures.REDELIVERED, (double) account.redelivered())
                .values();
    }

    /** Draining counts from when all consumers are at work, or from the first when the others come after half of it is done. */
    static Flow.Start drainStart(List<Flow.Start> starts, int consumers, long messages) {
        Flow.Start last = starts.get(starts.size() - 1);
        return starts.size() == consumers && last.acks() <= messages / 2 ? last : starts.get(0);
    }

    private static Figures fill(Flow flow, Sender sender, int messages) throws Exception {
        long start = System.nanoTime();
        long end = start + LONGEST_FILL.toNanos();
        long[] marks = new long[SHARES + 1];
        marks[0] = start;
        int share = 0;
        while (flow.sent() < messages && System.nanoTime() - end < 0) {
            flow.send(sender, System.nanoTime());
            if (flow.sent() >= (long) messages * (share + 1) / SHARES) {
                marks[++share] = System.nanoTime();
            }
        }
        flow.awaitConfirmed();
        Figures figures = new Figures()
                .put(Figures.DEPTH, (double) flow.sent())
                .put(Figures.SEND_RATE, Rates.perSecond(flow.sent(), System.nanoTime() - start));
        if (share == SHARES) {
            int each = messages / SHARES;
            figures.put(Figures.SEND_RATE_EMPTY, Rates.perSecond(each, marks[1] - marks[0]))
                    .put(Figures.SEND_RATE_DEEP, Rates.perSecond(each, marks[SHARES] - marks[SHARES - 1]));
        }
        return figures;
    }
}
