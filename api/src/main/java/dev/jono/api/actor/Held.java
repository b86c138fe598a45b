package dev.jono.api.actor;

import dev.jono.api.Delivery;
import dev.jono.api.DeliveryInfo;
import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.LeaseToken;
import dev.jono.api.Message;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueCommand.Extend;
import dev.jono.api.protocol.QueueCommand.Outcome;
import dev.jono.api.protocol.QueueCommand.Settlement;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply.Delivered;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that a consumer holds. Two things about it are decided exactly once, by whichever thread is first: whether
 * its handler starts or it is dropped from the buffer; and how it is settled. The rest belongs to the consumer actor.
 */
final class Held implements Delivery {
    /** What the consumer actor does for its deliveries. */
    interface Owner {
        /** It has been decided how {@code held} is settled. Any thread calls it. */
        void decided(Held held);

        /** The lease is to be extended. Any thread calls it. */
        void extend(Held held, Extend extension, CompletableFuture<Void> answer);
    }

    private enum Handling {
        BUFFERED,
        STARTED,
        DROPPED
    }

    private record Decision(Outcome outcome, @Nullable CompletableFuture<Void> confirmed) {}

    private static final Decision ACK_UNASKED = new Decision(QueueCommand.Ack.INSTANCE, null);
    private static final Decision GIVE_BACK = new Decision(QueueCommand.GiveBack.INSTANCE, null);

    private final Owner owner;
    private final QueueKey key;
    private final Delivered delivered;
    private final AtomicReference<Handling> handling = new AtomicReference<>(Handling.BUFFERED);
    private final AtomicReference<@Nullable Decision> decision = new AtomicReference<>();
    private volatile @Nullable CompletableFuture<Void> whenDecided;
    private volatile long startedAtNanos;

    /** The settle request that it travels in; the consumer actor's own. */
    SettleLane.@Nullable Request request;

    /** The queue has said that the lease is gone; the consumer actor's own. */
    boolean lost;

    Held(Owner owner, QueueKey key, Delivered delivered) {
        this.owner = owner;
        this.key = key;
        this.delivered = delivered;
    }

    // Its handling.

    /** Starts its handling; false when it has been dropped. */
    boolean start(long nowNanos) {
        startedAtNanos = nowNanos;
        return handling.compareAndSet(Handling.BUFFERED, Handling.STARTED);
    }

    /** Drops it from the buffer; false when its handling has started. */
    boolean drop() {
        return handling.compareAndSet(Handling.BUFFERED, Handling.DROPPED);
    }

    boolean isStarted() {
        return handling.get() == Handling.STARTED;
    }

    /** Returns for how long its handler has been running without settling it; 0 when none is. */
    long handledForNanos(long nowNanos) {
        return isStarted() && !isDecided() ? nowNanos - startedAtNanos : 0;
    }

    // Its settlement.

    boolean isDecided() {
        return decision.get() != null;
    }

    /** Completes as soon as it is decided how it is settled, before the queue has confirmed it. */
    CompletionStage<Void> whenDecided() {
        CompletableFuture<Void> future = new CompletableFuture<>();
        whenDecided = future;
        if (isDecided()) {
            future.complete(null);
        }
        return future;
    }

    /** Settles it for a handler that has ended, unless the handler has done so. */
    void settleAfterHandler(@Nullable Throwable error) {
        decide(error == null ? ACK_UNASKED : new Decision(new QueueCommand.Nack(null, Failures.textOf(error)), null));
    }

    /** Gives it back, unless it has been settled. */
    void giveBack() {
        decide(GIVE_BACK);
    }

    /** Gives it back, unless its handler has started. */
    void giveBackUnstarted() {
        if (drop()) {
            giveBack();
        }
    }

    Settlement settlement() {
        Decision decided = decision.get();
        if (decided == null) {
            throw new IllegalStateException("A delivery is settled before that was decided: " + delivered.token());
        }
        return new Settlement(delivered.offset(), delivered.token(), decided.outcome());
    }

    @Nullable CompletableFuture<Void> confirmed() {
        Decision decided = decision.get();
        return decided == null ? null : decided.confirmed();
    }

    /** Tells whether {@code stage} is the one that its own settlement returned. */
    boolean isConfirmedBy(CompletableFuture<?> stage) {
        return stage == confirmed();
    }

    /** Fails the stage of its settlement, if there is one: the queue will not confirm it to us. Any thread may call it. */
    void fail(JonoException failure) {
        CompletableFuture<Void> confirmed = confirmed();
        if (confirmed != null) {
            confirmed.completeExceptionally(failure);
        }
    }

    private boolean decide(Decision wanted) {
        if (!decision.compareAndSet(null, wanted)) {
            return false;
        }
        owner.decided(this);
        CompletableFuture<Void> waiting = whenDecided;
        if (waiting != null) {
            waiting.complete(null);
        }
        return true;
    }

    private CompletionStage<Void> settle(Outcome outcome) {
        CompletableFuture<Void> confirmed = new CompletableFuture<>();
        if (!decide(new Decision(outcome, confirmed))) {
            confirmed.completeExceptionally(alreadyDecided());
        }
        return confirmed;
    }

    private JonoException alreadyDecided() {
        Decision decided = decision.get();
        return decided != null && decided.outcome() instanceof QueueCommand.GiveBack
                ? new JonoException(
                        Reason.STOPPED, "The consumer was stopped, and gave " + info().id() + " back to the queue.")
                : new JonoException(
                        Reason.INVALID, info().id() + " has been settled already; the first settlement counts.");
    }

    // What a user sees.

    LeaseToken token() {
        return delivered.token();
    }

    long offset() {
        return delivered.offset();
    }

    @Override
    public DeliveryInfo info() {
        return new DeliveryInfo(
                key.messageId(delivered.offset()),
                delivered.attempt(),
                delivered.token(),
                Instant.ofEpochMilli(delivered.sentAtMillis()),
                Duration.ofMillis(delivered.leaseMillis()));
    }

    @Override
    public Message message() {
        return delivered.message();
    }

    @Override
    public CompletionStage<Void> ack() {
        return settle(QueueCommand.Ack.INSTANCE);
    }

    @Override
    public CompletionStage<Void> nack() {
        return settle(new QueueCommand.Nack(null, ""));
    }

    @Override
    public CompletionStage<Void> nack(Duration delay) {
        Outcome nack;
        try {
            nack = new QueueCommand.Nack(delay, "");
        } catch (IllegalArgumentException outside) {
            return CompletableFuture.failedFuture(Failures.invalid(outside));
        }
        return settle(nack);
    }

    @Override
    public CompletionStage<Void> nack(Throwable error) {
        return settle(new QueueCommand.Nack(null, Failures.textOf(error)));
    }

    @Override
    public CompletionStage<Void> reject(String reason) {
        return settle(new QueueCommand.Reject(reason));
    }

    @Override
    public CompletionStage<Void> extend(Duration lease) {
        Extend extension;
        try {
            extension = new Extend(lease);
        } catch (IllegalArgumentException outside) {
            return CompletableFuture.failedFuture(Failures.invalid(outside));
        }
        CompletableFuture<Void> answer = new CompletableFuture<>();
        if (isDecided()) {
            answer.completeExceptionally(alreadyDecided());
        } else {
            owner.extend(this, extension, answer);
        }
        return answer;
    }

    @Override
    public String toString() {
        return "Delivery[" + info() + "]";
    }
}
