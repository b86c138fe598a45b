package dev.jono.core.model;

import static dev.jono.core.model.Expect.check;
import static dev.jono.core.model.Expect.found;

import dev.jono.api.LeaseToken;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.core.model.ModelMessage.ModelLease;
import java.util.Optional;
import java.util.function.Predicate;

/** Which deliveries are legal, and which must have been made. */
final class ModelDeliveries {
    private final ModelState state;

    ModelDeliveries(ModelState state) {
        this.state = state;
    }

    /** Checks that a delivery was legal and notes its lease. */
    void deliver(ConsumerId to, long offset, LeaseToken token, int attempt, long leaseMillis) {
        String what = "a legal delivery of " + offset + " to " + to + " as " + token + ": ";
        ModelMessage message = found(state.messages.get(offset), what + "it is there");
        check(!message.dead, what + "it is not on its way to the dead-letter queue");
        check(message.lease == null, what + "nobody holds it");
        check(message.delay == null || state.wall >= message.delay.dueMillis(), what + "its time has come");
        check(message.attempts + 1 == attempt, what + "attempt " + (message.attempts + 1) + ", not " + attempt);
        check(!state.paused, what + "the queue is not paused");
        check(state.observed.isAtHand(offset), what + "it is at hand");
        check(message.suspicion > 0 || !isPastUnread(message), what + "no message that is to be read waits before it");
        check(!state.isHeadHeld() || offset >= state.epochBegin, what + "the head is not held back");
        check(
                token.generation() == state.key.generation() && token.epoch() == state.epoch,
                what + "the token is this epoch's");
        boolean suspect = message.suspicion > 0;
        check(state.deliveryNumbers.add(token.deliveryNumber()), what + "the token was never given before");
        long lastDelivery = state.lastDeliveries.merge(to, token.deliveryNumber(), Math::max);
        check(token.deliveryNumber() == lastDelivery || suspect, what + "a consumer's tokens grow");
        check(
                token.deliveryNumber() > state.promised.getOrDefault(to, 0L),
                what + "no answer has said that it was sent");
        ModelConsumer consumer = found(state.consumers.get(to), what + "the consumer is registered");
        check(consumer.capacity > state.held(to), what + "it has credit");
        check(state.held(to) == 0 || state.leastBytesHeld(to) < consumer.maxBytes, what + "it has credit in bytes");
        if (consumer.receive) {
            check(state.held(to) < consumer.capacity, what + "it is asked for");
        } else if (message.suspicion == 2) {
            check(state.heldByProcess(to.process()) == 0, what + "it runs alone");
        } else if (suspect) {
            check(state.held(to) < consumer.concurrency, what + "a handler is idle");
        }
        check(
                consumer.receive || !state.runsAlone(to.process()),
                what + "its process runs no message that must be alone");
        checkOrder(message, what);
        long expected = consumer.leaseMillis > 0
                ? consumer.leaseMillis
                : state.settings.lease().toMillis();
        check(leaseMillis == expected, what + "the lease lasts " + expected + ", not " + leaseMillis);
        state.plainDelivered |= !suspect;
        message.delay = null;
        message.everDelivered = true;
        boolean journaledFirst = suspect && !consumer.receive;
        ModelLease lease = new ModelLease(token, to, leaseMillis, journaledFirst, consumer.receive);
        message.lease = lease;
        message.journaledLease = journaledFirst ? lease : null;
    }

    /** A delivery leaves: its lease begins, if it is still in force. */
    void begin(long offset, LeaseToken token) {
        ModelMessage message = state.messages.get(offset);
        if (message != null && message.lease != null && message.lease.token.equals(token)) {
            message.lease.begin(state.monotonic);
        }
    }

    private boolean isPastUnread(ModelMessage message) {
        return isFree(before -> before.suspicion == 0
                && before.offset < message.offset
                && !state.hasOutlivedItsTime(before)
                && !state.observed.isAtHand(before.offset));
    }

    private void checkOrder(ModelMessage message, String what) {
        if (message.undelayed && !message.everDelivered && !state.crashed) {
            check(message.offset > state.lastFirstDelivery, what + "first deliveries are in order");
            state.lastFirstDelivery = message.offset;
        }
    }

    /** A {@code Receive} has been answered. */
    void answered(ConsumerId consumer, boolean isEmpty) {
        ModelConsumer known = state.consumers.get(consumer);
        if (known != null && known.receive) {
            check(
                    !isEmpty || known.waitUntil <= state.monotonic,
                    "a Receive is not answered with nothing before its time");
            state.consumers.remove(consumer);
        } else {
            check(!isEmpty, "only a Receive is answered with nothing");
        }
    }

    /**
     * Nobody with credit waits beside a message that could be delivered, with one exception: while a suspect waits because
     * every handler is busy, everybody may finish what they have, and gets nothing else.
     */
    void checkProgress() {
        boolean suspectWaits = isFree(message -> message.suspicion == 1);
        check(!state.plainDelivered || !suspectWaits, "no other message goes out past a suspect that waits");
        state.plainDelivered = false;
        boolean anySuspect = !state.paused && isFree(message -> message.suspicion > 0 && isAtHand(message));
        state.consumers.forEach((id, consumer) -> check(
                !anySuspect || !consumer.receive, id + " receives a suspect, also one that would have to run alone"));
        if (state.paused || state.count(message -> message.suspicion == 2 && !message.dead) > 0) {
            return;
        }
        Optional<ModelMessage> plain = firstFree(message -> message.suspicion == 0);
        boolean suspectAtHand = isFree(message -> message.suspicion == 1 && isAtHand(message));
        state.consumers.forEach((id, consumer) -> {
            boolean hasCredit = hasCredit(id, consumer);
            plain.ifPresent(message -> check(
                    suspectWaits || !hasCredit || state.observed.isWanted(message.offset),
                    () -> id + " has credit and gets a ready message, or it is read: " + message.offset));
            boolean isIdle = hasCredit && state.held(id) < consumer.concurrency;
            check(!suspectAtHand || !isIdle, id + " has an idle handler and gets a suspect");
            check(
                    !suspectWaits || !isIdle || isFree(this::isWantedSuspect),
                    id + " has an idle handler, and suspects are read");
        });
    }

    private boolean isWantedSuspect(ModelMessage message) {
        return message.suspicion == 1 && state.observed.isWanted(message.offset);
    }

    private boolean isAtHand(ModelMessage message) {
        return state.observed.isAtHand(message.offset);
    }

    /** Tells whether a consumer surely takes one more. */
    private boolean hasCredit(ConsumerId id, ModelConsumer consumer) {
        long mostBytes =
                state.heldBy(id).mapToLong(message -> message.mostBytes).sum();
        return state.held(id) < consumer.capacity && (state.held(id) == 0 || mostBytes < consumer.maxBytes);
    }

    private boolean isFree(Predicate<ModelMessage> which) {
        return firstFree(which).isPresent();
    }

    private Optional<ModelMessage> firstFree(Predicate<ModelMessage> which) {
        long from = state.isHeadHeld() ? state.epochBegin : 0;
        return state.messages.values().stream()
                .filter(message -> message.offset >= from
                        && message.lease == null
                        && !message.dead
                        && state.observed.isReady(message.offset))
                .filter(which)
                .findFirst();
    }
}
