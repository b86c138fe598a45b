package dev.jono.core.model;

import static dev.jono.core.model.Expect.check;

import dev.jono.api.LeaseToken;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import dev.jono.core.model.ModelMessage.ModelLease;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What becomes of consumers: they come, tell what they hold, leave, and are lost. */
final class ModelConsumers {
    private final ModelState state;
    private final ModelReturns returns;

    ModelConsumers(ModelState state, ModelReturns returns) {
        this.state = state;
        this.returns = returns;
    }

    void refresh(QueueCommand.Refresh refresh, QueueReply reply) {
        ModelConsumer known = state.consumers.get(refresh.consumer());
        if (known == null && state.consumers.size() >= state.maxConsumers) {
            check(reply instanceof QueueReply.Failed, "too many consumers, but: " + reply);
            return;
        }
        List<LeaseToken> lost = new ArrayList<>();
        if (known == null || refresh.grant() > known.grant) {
            Set<Long> ended = known == null ? Set.of() : endMissing(refresh);
            ModelConsumer consumer = known == null ? new ModelConsumer() : known;
            consumer.grant = refresh.grant();
            consumer.capacity = refresh.capacity();
            consumer.maxBytes = refresh.maxBytes() == 0 ? Long.MAX_VALUE : refresh.maxBytes();
            consumer.concurrency = refresh.concurrency();
            state.consumers.put(refresh.consumer(), consumer);
            for (QueueCommand.HeldDelivery held : refresh.held()) {
                hold(refresh.consumer(), held, ended, lost);
            }
        }
        QueueReply.Refreshed answer = (QueueReply.Refreshed) reply;
        check(answer.lost().equals(lost), "lost leases " + lost + ", not " + answer.lost());
        promise(refresh.consumer(), answer.deliveredUpTo());
    }

    /** What is under way is covered by the answer, and what is not yet on its way is not. */
    private void promise(ConsumerId consumer, long deliveredUpTo) {
        for (ModelMessage message : state.messages.values()) {
            ModelLease lease = message.lease;
            if (lease != null && lease.consumer.equals(consumer) && lease.token.epoch() == state.epoch) {
                check(
                        lease.token.deliveryNumber() <= deliveredUpTo || lease.ofSuspect,
                        lease.token + " was sent before an answer that says " + deliveredUpTo);
            }
        }
        state.promised.merge(consumer, deliveredUpTo, Math::max);
    }

    private Set<Long> endMissing(QueueCommand.Refresh refresh) {
        Set<LeaseToken> held = new HashSet<>();
        refresh.held().forEach(delivery -> held.add(delivery.token()));
        Set<Long> ended = new HashSet<>();
        for (ModelMessage message : List.copyOf(state.messages.values())) {
            ModelLease lease = message.lease;
            if (lease == null || !lease.consumer.equals(refresh.consumer()) || held.contains(lease.token)) {
                continue;
            }
            LeaseToken token = lease.token;
            boolean overtaken = token.epoch() == refresh.epoch() && token.deliveryNumber() <= refresh.highestSeen();
            if (overtaken || refresh.epoch() > token.epoch()) {
                ended.add(message.offset);
                returns.untried(message, message.suspicion);
            }
        }
        return ended;
    }

    private void hold(ConsumerId consumer, QueueCommand.HeldDelivery held, Set<Long> ended, List<LeaseToken> lost) {
        ModelMessage message = state.messages.get(held.offset());
        boolean ours = state.canBeOurs(held.offset(), held.token());
        if (ours && (message == null || message.dead)) {
            return;
        }
        if (message != null && message.lease != null && message.lease.token.equals(held.token())) {
            message.lease.started |= held.started();
            if (held.extend()) {
                message.lease.deadlineMillis = Math.max(
                        message.lease.deadlineMillis,
                        state.monotonic + state.settings.lease().toMillis());
            }
            return;
        }
        boolean isFree = ours && !ended.contains(held.offset()) && !state.endedHere.contains(held.offset());
        if (message != null && isFree && isAdoptable(message, held.token())) {
            supersede(message);
            message.lease = new ModelLease(
                    held.token(), consumer, state.settings.lease().toMillis(), false, false);
            message.lease.begin(state.monotonic);
            message.lease.started = held.started();
        } else {
            lost.add(held.token());
        }
    }

    private boolean isAdoptable(ModelMessage message, LeaseToken token) {
        return token.epoch() < state.epoch
                && ModelState.wasReadyBefore(message)
                && (message.lease == null || token.compareTo(message.lease.token) > 0);
    }

    private void supersede(ModelMessage message) {
        ModelLease before = message.lease;
        if (before != null && before.isOlderThan(100, state.monotonic)) {
            message.journaledLease = before;
            message.perhapsJournaled.clear();
        } else if (before != null && before.isOlderThan(50, state.monotonic)) {
            message.perhapsJournaled.add(before);
        }
    }

    void receive(QueueCommand.Receive receive, @Nullable QueueReply reply) {
        if (state.consumers.size() >= state.maxConsumers) {
            check(reply instanceof QueueReply.Failed, "too many consumers, but: " + reply);
            return;
        }
        check(reply == null, "no answer to a Receive yet, but: " + reply);
        ModelConsumer consumer = new ModelConsumer();
        consumer.receive = true;
        consumer.capacity = receive.max();
        consumer.maxBytes = receive.maxBytes() == 0 ? Long.MAX_VALUE : receive.maxBytes();
        consumer.concurrency = receive.max();
        consumer.leaseMillis = receive.lease() == null ? 0 : receive.lease().toMillis();
        consumer.waitUntil = state.monotonic + receive.maxWait().toMillis();
        state.consumers.put(receive.consumer(), consumer);
    }

    void leave(ConsumerId consumer) {
        endLeases(lease -> lease.consumer.equals(consumer), false);
        state.consumers.remove(consumer);
    }

    void consumerLost(ConsumerId consumer) {
        endLeases(lease -> lease.consumer.equals(consumer), true);
        state.consumers.remove(consumer);
    }

    void processLost(String process) {
        endLeases(lease -> lease.consumer.process().equals(process), true);
        state.consumers.keySet().removeIf(consumer -> consumer.process().equals(process));
    }

    private void endLeases(Predicate<ModelLease> which, boolean died) {
        for (ModelMessage message : List.copyOf(state.messages.values())) {
            ModelLease lease = message.lease;
            if (lease == null || lease.outside || !which.test(lease)) {
                continue;
            }
            if (died && lease.ofSuspect) {
                returns.failed(message, 0L, 2, "max-attempts");
            } else {
                returns.untried(message, died ? Math.max(1, message.suspicion) : message.suspicion);
            }
        }
    }
}
