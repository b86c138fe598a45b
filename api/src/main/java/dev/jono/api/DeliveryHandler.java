package dev.jono.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a consumer does with a delivery. When the stage completes without the delivery having been settled, it is acked;
 * when it fails, or the handler throws, the delivery is nacked with the error.
 */
@FunctionalInterface
public interface DeliveryHandler {

    /**
     * Handles one delivery. Runs on the consumer's dispatcher, where it may block; at most {@link
     * ConsumerSettings#concurrency()} deliveries are between this call and the completion of its stage at once. When the
     * stage is that of the delivery's own settlement, as in {@code return delivery.ack()}, handling ends with the call.
     */
    CompletionStage<?> handle(Delivery delivery) throws Exception;

    /** Returns a handler that does its work before it returns. */
    static DeliveryHandler blocking(Blocking work) {
        return delivery -> {
            work.handle(delivery);
            return CompletableFuture.completedFuture(null);
        };
    }

    /** Work that is done when the call returns. */
    @FunctionalInterface
    interface Blocking {
        void handle(Delivery delivery) throws Exception;
    }
}
