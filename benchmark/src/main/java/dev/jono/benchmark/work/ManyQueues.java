package dev.jono.benchmark.work;

import dev.jono.benchmark.system.Sender;
import dev.jono.benchmark.system.SystemUnderTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Many queues with a hundred messages each, sent in turn, with one consumer on every queue. */
record ManyQueues() implements Work {
    private static final int PAYLOAD_BYTES = 1024;
    private static final int MESSAGES_EACH = 100;

    @Override
    public String name() {
        return Works.QUEUES;
    }

    @Override
    public Map<String, Double> run(SystemUnderTest system, Conditions conditions, String run) throws Exception {
        List<String> queues = IntStream.range(0, conditions.queues())
                .mapToObj(number -> run + "-" + number)
                .toList();
        system.declare(queues);
        Flow flow = new Flow(system, new Payloads(PAYLOAD_BYTES, run.hashCode()), conditions);
        List<Sender> senders = new ArrayList<>();
        for (String queue : queues) {
            flow.consume(queue);
            senders.add(flow.sender(queue));
        }
        long start = System.nanoTime();
        for (int i = 0; i < MESSAGES_EACH; i++) {
            for (Sender sender : senders) {
                flow.send(sender, System.nanoTime());
            }
        }
        Account account = flow.finish();
        return new Figures()
                .put(Figures.RATE, Rates.perSecond(flow.sent(), account.lastAckNanos() - start))
                .account(account)
                .values();
    }
}
