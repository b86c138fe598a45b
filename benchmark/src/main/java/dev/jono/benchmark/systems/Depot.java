package dev.jono.benchmark.systems;

import dev.jono.benchmark.system.Sender;
import dev.jono.benchmark.system.SystemUnderTest;
import dev.jono.benchmark.work.Account;
import dev.jono.benchmark.work.Conditions;
import dev.jono.benchmark.work.Flow;
import dev.jono.benchmark.work.Payloads;
import java.util.List;

/** A queue of its own that a probe fills and empties. Its consumers end with the system, which a probe has for itself. */
final class Depot {
    private final String queue;
    private final Conditions conditions;
    private final Flow flow;
    private final Sender sender;

    /** Declares the queue. */
    Depot(SystemUnderTest system, String queue, int payloadBytes, Conditions conditions) throws Exception {
        this.queue = queue;
        this.conditions = conditions;
        system.declare(List.of(queue));
        this.flow = new Flow(system, new Payloads(payloadBytes, queue.hashCode()), conditions);
        this.sender = flow.sender(queue);
    }

    String queue() {
        return queue;
    }

    /** Sends messages and waits for their confirms. */
    void fill(int messages) throws Exception {
        flow.send(sender, messages);
        flow.awaitConfirmed();
    }

    /** Starts the consumers. */
    void open() throws Exception {
        for (int i = 0; i < conditions.consumers(); i++) {
            flow.consume(queue);
        }
    }

    /** Waits until everything sent is acked, and nothing is missing. */
    Account drained() throws Exception {
        return flow.awaitAcked();
    }
}
