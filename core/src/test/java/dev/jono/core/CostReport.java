package dev.jono.core;

import dev.jono.api.Message;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.QueueCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Prints what a message costs in the core alone: the time to send, deliver and ack it, with one producer and one consumer, and
 * the heap that it takes while it waits. Run by hand.
 */
final class CostReport {
    private static final int BATCH = 200;
    private static final int ROUNDS = 5_000;

    private static final int WAITING = 1_000_000;

    /** Messages of 1 KiB in a row of 64 KiB. */
    private static final int IN_A_ROW = 63;

    private CostReport() {}

    public static void main(String[] args) {
        Message.Builder message = Message.builder(new byte[1_024]);
        heapOf(message.build(), 0); // loads what is loaded once
        printHeap("plain", message.build(), 0);
        printHeap("retried", message.build(), 1);
        printHeap("mortal", message.timeToLive(Duration.ofHours(2)).build(), 0);
        printHeap("mortal and delayed", message.delay(Duration.ofHours(1)).build(), 0);
        for (int backlog : new int[] {0, 1_000_000}) {
            for (int i = 0; i < 5; i++) {
                System.out.printf("backlog %,d: %.2f us a message%n", backlog, run(backlog));
            }
        }
    }

    private static void printHeap(String what, Message message, int attempts) {
        System.out.printf("%s: %.2f bytes of heap a waiting message%n", what, heapOf(message, attempts));
    }

    /** Lets a million messages wait that were tried {@code attempts} times, and returns the bytes that each takes. */
    private static double heapOf(Message message, int attempts) {
        long before = usedHeap();
        Queue queue = Queue.empty(Limits.DEFAULT);
        Loop loop = Loop.begin(queue, Collections.nCopies(IN_A_ROW, message));
        for (long sent = 0; sent < WAITING; sent += IN_A_ROW) {
            loop.decide(List.of(loop.send()));
        }
        for (long offset = 0; attempts > 0 && offset < queue.depth(); offset++) {
            queue.evolve(new Event.Returned(offset, attempts, 0, Suspicion.NONE), 0);
        }
        double bytes = usedHeap() - before;
        return bytes / queue.depth();
    }

    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 5; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static double run(int backlog) {
        Queue queue = Queue.empty(Limits.DEFAULT);
        Loop loop = Loop.begin(queue, Collections.nCopies(BATCH, Message.of(new byte[1_024])));
        for (int sent = 0; sent < backlog; sent += BATCH) {
            loop.decide(List.of(loop.send()));
        }
        loop.decide(
                List.of(new Input.Client(new QueueCommand.Refresh(QueueRig.ALICE, 1, 1_000, 1_000, 0, 0, List.of()))));
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
        private List<QueueCommand.Settlement> acks = new ArrayList<>();
        private long ordinal;
        private long sequence = 1;
        private long millis = 1;

        private Loop(Queue queue, List<Message> messages) {
            this.queue = queue;
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
            for (Effect effect : queue.dispatch(decision, now)) {
                if (effect instanceof Effect.Deliver deliver) {
                    for (Effect.Grant grant : deliver.grants()) {
                        acks.add(new QueueCommand.Settlement(grant.offset(), grant.token(), QueueCommand.Ack.INSTANCE));
                    }
                }
            }
        }
    }
}
