package dev.jono.benchmark.work;

import dev.jono.benchmark.system.Sender;
import dev.jono.benchmark.system.SystemUnderTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * As many messages as a system takes through one queue, from the first send to the last ack.
 *
 * @param payloadBytes how long each message is
 */
record Throughput(int payloadBytes) implements Work {
    @Override
    public String name() {
        return Works.THROUGHPUT + "-" + payloadBytes;
    }

    @Override
    public Map<String, Double> run(SystemUnderTest system, Conditions conditions, String run) throws Exception {
        system.declare(List.of(run));
        Flow flow = new Flow(system, new Payloads(payloadBytes, run.hashCode()), conditions);
        for (int i = 0; i < conditions.consumers(); i++) {
            flow.consume(run);
        }
        Sender sender = flow.sender(run);
        flow.rehearse(sender);
        long first = System.nanoTime();
        long end = first + Duration.ofSeconds(conditions.seconds()).toNanos();
        for (long now = first; now - end < 0; now = System.nanoTime()) {
            flow.send(sender, now);
        }
        Account account = flow.finish();
        return new Figures()
                .put(Figures.RATE, Rates.perSecond(flow.sent(), account.lastAckNanos() - first))
                .account(account)
                .values();
    }
}
