package dev.jono.examples;

import dev.jono.api.Jono;
import dev.jono.api.JsonCodec;
import dev.jono.examples.AuditLine.What;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Sends a plan's messages at an even pace, and notes each before it is sent and when it is confirmed. */
final class Sender {
    /** How many sends may be unanswered: what a failover holds up at the most. */
    private static final int WINDOW = 2_000;

    private final Jono jono;
    private final JsonCodec<Task> codec;
    private final AuditFile sends;
    private final AuditFile answers;
    private final long gapNanos;
    private final Semaphore window = new Semaphore(WINDOW);

    /**
     * @param sends where each message is noted before it is sent
     * @param answers where each answer is noted; another file, so that neither thread waits for the other
     */
    Sender(Jono jono, JsonCodec<Task> codec, AuditFile sends, AuditFile answers, int perSecond) {
        this.jono = jono;
        this.codec = codec;
        this.sends = sends;
        this.answers = answers;
        this.gapNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    /** Sends the messages from one index to before another; returns when the last one is on its way. */
    void send(Plan plan, int from, int to) throws IOException, InterruptedException {
        long due = System.nanoTime();
        for (int index = from; index < to; index++) {
            pause(due - System.nanoTime());
            window.acquire();
            send(plan.task(index), Plan.queueOf(index));
            due = Math.max(due + gapNanos, System.nanoTime() - TimeUnit.SECONDS.toNanos(1));
        }
    }

    /** Returns when every send has been answered. */
    void awaitAnswers() throws InterruptedException {
        window.acquire(WINDOW);
        window.release(WINDOW);
    }

    private void send(Task task, String queue) {
        sends.append(AuditLine.of(What.SENT, queue, task.id(), ""));
        var unused = jono.queue(queue, codec).send(task).whenCompleteAsync((id, failure) -> {
            answers.append(
                    failure == null
                            ? AuditLine.of(What.CONFIRMED, queue, task.id(), id.toString())
                            : AuditLine.of(What.UNCONFIRMED, queue, task.id(), Child.oneLine(failure)));
            window.release();
        });
    }

    private static void pause(long nanos) throws InterruptedException {
        if (nanos > 0) {
            TimeUnit.NANOSECONDS.sleep(nanos);
        }
    }
}
