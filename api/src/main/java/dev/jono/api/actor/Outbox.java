package dev.jono.api.actor;

import dev.jono.api.JonoException;
import dev.jono.api.Message;
import dev.jono.api.MessageId;
import dev.jono.api.ProducerSettings;
import dev.jono.api.QueueName;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The way of code without actors to a producer actor: bounded where the caller is, so that a caller that is too fast is
 * told so at once and no mailbox grows.
 */
final class Outbox {
    /**
     * A message on its way to the producer actor.
     *
     * @param message the message
     * @param bytes its size
     * @param future completed with the outcome
     */
    record Outgoing(Message message, int bytes, CompletableFuture<MessageId> future) {}

    private final QueueName queue;
    private final ProducerSettings settings;
    private final Inbox<Outgoing> inbox = new Inbox<>();
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    Outbox(QueueName queue, ProducerSettings settings) {
        this.queue = queue;
        this.settings = settings;
    }

    /** Hands a message to the producer, or fails at once when too much is unconfirmed. Any thread may call it. */
    CompletionStage<MessageId> send(Message message) {
        int size = message.sizeBytes();
        CompletableFuture<MessageId> future = new CompletableFuture<>();
        if (!reserve(size)) {
            future.completeExceptionally(Failures.overloaded(queue));
            return future;
        }
        inbox.add(new Outgoing(message, size, future));
        return future;
    }

    void attach(Runnable wakeActor) {
        inbox.attach(wakeActor);
    }

    void drain(int max, Consumer<Outgoing> taker) {
        inbox.drain(max, taker);
    }

    /** Gives the room of one message back. */
    void release(int size) {
        messages.decrementAndGet();
        bytes.addAndGet(-size);
    }

    boolean isClosed() {
        return inbox.isClosed();
    }

    /** Takes no more messages: the producer is gone. What it has not taken fails, {@code elsewhere}. */
    void close(Executor elsewhere) {
        JonoException stopped = Failures.producerStopped(queue);
        inbox.close(
                outgoing -> {
                    release(outgoing.bytes());
                    outgoing.future().completeExceptionally(stopped);
                },
                elsewhere);
    }

    private boolean reserve(int size) {
        long count = messages.incrementAndGet();
        long total = bytes.addAndGet(size);
        boolean fits = count == 1 || (count <= settings.maxUnconfirmed() && total <= settings.maxUnconfirmedBytes());
        if (!fits) {
            release(size);
        }
        return fits;
    }
}
