package dev.jono.core;

import dev.jono.api.Message;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.QueueCommand;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Prints what a message costs in the core alone: sent, delivered and acked, one producer, one consumer. Run by hand. */
final class CostReport {
    private static final int BATCH = 200;
    private static final int ROUNDS = 5_000;

    private CostReport() {}

    public static void main(String[] args) {
        for (int backlog : new int[] {0, 1_000_000}) {
            for (int i = 0; i < 5; i++) {
                System.out.printf("backlog %,d: %.2f us a message%n", backlog, run(backlog));
            }
        }
    }

    private static double run(int backlog) {
        Queue queue = Queue.empty(Limits.DEFAULT);
        Loop loop = Loop.begin(queue, Collections.nCopies(BATCH, Message.of(new byte[1_024])));
        for (int sent = 0; sent < backlog; sent += BATCH) {
            loop.decide(List.of(loop.send()));
        }
        loop.decide(List.of(
                new Input.Client(new QueueCommand.Refresh(QueueRig.ALICE, 1, 1_000, 0, 1_000, 0, 0, List.of()))));
        long start = System.nanoTime();
        for (int i = 0; i < ROUNDS; i++) {
            loop.decide(loop.acks().isEmpty() ? List.of(loop.send()) : List.of(loop.settle(), loop.send()));
        }
        return (System.nanoTime() - start) / 1_000.0 / ROUNDS / BATCH;
    }

    /** Sends and acks in turns. */
    private static final class Loop {
        private final List<Message> messages;
        private final Queue queue;
        private final Shelf shelf;
        private List<QueueCommand.Settlement> acks = new ArrayList<>();
        private long ordinal;
        private long sequence = 1;
        private long millis = 1;

        private Loop(Queue queue, List<Message> messages) {
            this.queue = queue;
            this.shelf = new Shelf(queue);
            this.messages = messages;
        }

        static Loop begin(Queue queue, List<Message> messages) {
            Loop loop = new Loop(queue, messages);
            loop.decide(List.of(new Input.Declare(QueueRig.KEY, QueueSettings.DEFAULT)));
            loop.decide(List.of(new Input.BeginEpoch("node")));
            return loop;
        }

        List<QueueCommand.Settlement> acks() {
            return acks;
        }

        Input send() {
            Input send = new Input.Client(new QueueCommand.Send(QueueRig.PRODUCER, sequence, sequence, messages));
            sequence += messages.size();
            return send;
        }

        Input settle() {
            Input settle = new Input.Client(new QueueCommand.Settle(acks.subList(0, Math.min(BATCH, acks.size()))));
            acks = new ArrayList<>(acks.subList(Math.min(BATCH, acks.size()), acks.size()));
            return settle;
        }

        void decide(List<Input> inputs) {
            Now now = new Now(millis, millis);
            millis++;
            Decision decision = queue.decide(inputs, now);
            ordinal++;
            for (Event event : decision.events()) {
                queue.evolve(event, ordinal);
            }
            for (Effect effect : queue.dispatch(decision, shelf, now)) {
                if (effect instanceof Effect.Deliver deliver) {
                    queue.begin(deliver, now);
                    for (Effect.Grant grant : deliver.grants()) {
                        acks.add(new QueueCommand.Settlement(grant.offset(), grant.token(), QueueCommand.Ack.INSTANCE));
                    }
                }
            }
        }
    }
}
