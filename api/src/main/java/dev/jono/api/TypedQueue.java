package dev.jono.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A queue whose messages carry values of one type.
 *
 * @param <T> the values
 */
public final class TypedQueue<T> {
    private final Queue queue;
    private final Codec<T> codec;

    TypedQueue(Queue queue, Codec<T> codec) {
        this.queue = queue;
        this.codec = codec;
    }

    /**
     * What is done with a delivery and the value that it carries; see {@link DeliveryHandler}.
     *
     * @param <T> the values
     */
    @FunctionalInterface
    public interface Handler<T> {
        CompletionStage<?> handle(T value, Delivery delivery) throws Exception;
    }

    /** Returns the queue as one of plain messages. */
    public Queue plain() {
        return queue;
    }

    /** Sends a value; see {@link Queue#send}. Fails as {@code INVALID} when it cannot be written. */
    public CompletionStage<MessageId> send(T value) {
        Message message;
        try {
            message = codec.encode(value);
        } catch (JonoException unwritable) {
            return CompletableFuture.failedFuture(unwritable);
        } catch (RuntimeException unwritable) { // a codec of the user's, which may say it in its own way
            return CompletableFuture.failedFuture(new JonoException(
                    JonoException.Reason.INVALID, "The value cannot be written: " + unwritable, unwritable));
        }
        return queue.send(message);
    }

    /**
     * Starts a consumer; see {@link Queue#consume}. A message that the codec cannot read fails its attempt, and is
     * dead-lettered when its attempts are used up: a newer node may read what this one cannot.
     */
    public RunningConsumer consume(ConsumerSettings settings, Handler<T> handler) {
        return queue.consume(settings, delivery -> handler.handle(codec.decode(delivery.message()), delivery));
    }
}
