package dev.jono.core.model;

import static dev.jono.core.model.Expect.check;
import static dev.jono.core.model.Expect.found;

import dev.jono.api.LeaseToken;
import dev.jono.api.Message;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.core.model.ModelMessage.ModelLease;
import dev.jono.core.model.ModelMessage.Wait;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The naive queue. Each method is told what the real one did and throws an {@link AssertionError} if that was not right. */
public final class Model {
    private final ModelState state;
    private final ModelSends sends;
    private final ModelDeadLetters deadLetters;
    private final ModelReturns returns;
    private final ModelDeliveries deliveries;
    private final ModelSettlements settlements;
    private final ModelConsumers consumers;
    private final ModelFailover failover;
    private long storedBytes;

    public Model(
            QueueKey key,
            QueueSettings settings,
            int maxProducers,
            long sessionMillis,
            int maxConsumers,
            Observed observed) {
        state = new ModelState(key, settings, maxConsumers, observed);
        sends = new ModelSends(maxProducers, sessionMillis);
        deadLetters = new ModelDeadLetters(state);
        returns = new ModelReturns(state, deadLetters);
        deliveries = new ModelDeliveries(state);
        settlements = new ModelSettlements(state, returns, deadLetters);
        consumers = new ModelConsumers(state, returns);
        failover = new ModelFailover(state);
    }

    // Time

    /**
     * Time has passed: leases end, messages expire, delays end, producers are forgotten. The queue's wall time is the process's,
     * unless that has been set back: then it goes on nevertheless.
     *
     * @param spokenFor the leases that do not end by time yet, because what comes with it settles or extends them
     */
    public void pass(long wallMillis, long monotonicMillis, Set<LeaseToken> spokenFor) {
        passed(wallMillis, monotonicMillis);
        for (ModelMessage message : List.copyOf(state.messages.values())) {
            ModelLease lease = message.lease;
            if (lease != null && lease.deadlineMillis <= state.monotonic && !spokenFor.contains(lease.token)) {
                if (lease.started) {
                    returns.failed(message, null, message.suspicion, "max-attempts");
                } else {
                    returns.untried(message, message.suspicion);
                }
            }
        }
        for (ModelMessage message : List.copyOf(state.messages.values())) {
            if (message.lease == null && !message.dead && state.hasOutlivedItsTime(message)) {
                returns.expire(message, message.attempts);
            }
        }
        sends.pass(state.wall);
    }

    private void passed(long wallMillis, long monotonicMillis) {
        state.wall = Math.max(wallMillis, state.wall + (monotonicMillis - state.monotonic));
        state.monotonic = monotonicMillis;
    }

    // Producers

    public void send(QueueCommand.Send send, QueueReply reply) {
        long firstOffset = state.nextOffset;
        storedBytes = 0;
        sends.send(send, reply, state.settings, state.wall, new ModelSends.Store() {
            @Override
            public long depth() {
                return state.messages.size();
            }

            @Override
            public long bytes() {
                return state.bytes + storedBytes;
            }

            @Override
            public long store(Message message, boolean isDeadLetter) {
                return Model.this.store(message, isDeadLetter);
            }
        });
        spreadBytes(firstOffset);
    }

    /** What is stored together counts as the average of it: a size for each would cost the queue more than it may. */
    private void spreadBytes(long firstOffset) {
        long count = state.nextOffset - firstOffset;
        for (long offset = firstOffset; offset < state.nextOffset; offset++) {
            ModelMessage stored = found(state.messages.get(offset), "what was just stored");
            stored.leastBytes = storedBytes / count;
            stored.mostBytes = stored.leastBytes + storedBytes % count;
        }
    }

    private long store(Message message, boolean isDeadLetter) {
        storedBytes += message.sizeBytes();
        ModelMessage stored = new ModelMessage(state.nextOffset, state.epoch);
        stored.sizeBytes = message.sizeBytes();
        if (!isDeadLetter) {
            if (!message.delay().isZero()) {
                stored.delay = Wait.of(state.wall, message.delay().toMillis());
                stored.undelayed = false;
            }
            if (message.timeToLive() != null) {
                stored.timeToLive = Wait.of(state.wall, message.timeToLive().toMillis());
            }
        }
        state.messages.put(state.nextOffset, stored);
        return state.nextOffset++;
    }

    // Consumers

    public void deliver(ConsumerId to, long offset, LeaseToken token, int attempt, long leaseMillis) {
        deliveries.deliver(to, offset, token, attempt, leaseMillis);
    }

    /** A delivery has left. */
    public void begin(long offset, LeaseToken token) {
        deliveries.begin(offset, token);
    }

    public void answered(ConsumerId consumer, boolean isEmpty) {
        deliveries.answered(consumer, isEmpty);
    }

    public void settle(QueueCommand.Settle settle, QueueReply reply) {
        settlements.settle(settle, reply);
    }

    public void refresh(QueueCommand.Refresh refresh, QueueReply reply) {
        consumers.refresh(refresh, reply);
    }

    public void receive(QueueCommand.Receive receive, @Nullable QueueReply reply) {
        consumers.receive(receive, reply);
    }

    public void leave(ConsumerId consumer) {
        consumers.leave(consumer);
    }

    public void consumerLost(ConsumerId consumer) {
        consumers.consumerLost(consumer);
    }

    public void processLost(String process) {
        consumers.processLost(process);
    }

    // The rest

    public void handedOver(QueueName target, long upToNumber) {
        deadLetters.handedOver(target, upToNumber);
    }

    /**
     * These messages lie together in one row from now on, and count as the average of it; what a delivery of one counted, it goes on to count. Nothing else
     * has changed, which the next comparison shows.
     */
    public void carried(List<Long> offsets) {
        long bytes = 0;
        for (long offset : offsets) {
            bytes += found(state.messages.get(offset), offset + ", which is carried, is there").sizeBytes;
        }
        long least = bytes / offsets.size();
        long most = least + bytes % offsets.size();
        for (long offset : offsets) {
            ModelMessage message = found(state.messages.get(offset), "carried");
            message.leastBytes = message.lease == null ? least : Math.min(message.leastBytes, least);
            message.mostBytes = message.lease == null ? most : Math.max(message.mostBytes, most);
        }
    }

    /** The owner has been replaced. */
    public void newEpoch(boolean clean, long wallMillis, long monotonicMillis) {
        failover.newEpoch(clean, wallMillis, monotonicMillis);
        sends.newEpoch(state.wall);
    }

    /** The new owner takes commands. */
    public void opened(long wallMillis, long monotonicMillis, long holdHeadMillis) {
        passed(wallMillis, monotonicMillis);
        failover.opened(holdHeadMillis);
    }

    public void purge(QueueReply reply) {
        int before = state.messages.size();
        state.messages.values().removeIf(message -> message.lease == null && !message.dead);
        for (ModelMessage message : state.messages.values()) {
            message.journaledLease = message.lease;
            message.perhapsJournaled.clear();
        }
        check(
                reply.equals(new QueueReply.Purged(before - state.messages.size())),
                "a purge of " + (before - state.messages.size()) + ", but: " + reply);
    }

    public void pause(boolean to) {
        state.paused = to;
    }

    public void settings(QueueSettings to) {
        state.settings = to;
    }

    // Comparison

    /** Compares everything that is there. */
    public void compare() {
        check(
                state.observed.depth() == state.messages.size(),
                "a depth of " + state.messages.size() + ", not " + state.observed.depth());
        compareBytes();
        for (ModelMessage message : state.messages.values()) {
            compare(message);
        }
        deadLetters.compare();
        deliveries.checkProgress();
    }

    private void compareBytes() {
        long least = 0;
        long most = 0;
        for (ModelMessage message : state.messages.values()) {
            least += message.leastBytes;
            most += message.mostBytes;
        }
        state.bytes = state.observed.bytes();
        check(
                least <= state.bytes && state.bytes <= most,
                "between " + least + " and " + most + " bytes, not " + state.bytes);
    }

    private void compare(ModelMessage message) {
        long offset = message.offset;
        check(
                state.observed.isDead(offset) == message.dead,
                () -> offset + (message.dead ? " is" : " is not") + " a dead letter");
        if (message.dead) {
            return;
        }
        Wait delay = message.delay;
        if (delay != null && state.observed.isReady(offset)) {
            check(state.wall >= delay.dueMillis(), () -> offset + " is not ready early");
            message.delay = null;
        } else if (delay == null) {
            check(state.observed.isReady(offset), () -> offset + " is ready");
        } else {
            check(state.wall < delay.latestMillis(), () -> offset + " is not delayed for longer");
        }
        check(
                state.observed.attempts(offset) == message.attempts,
                () -> message.attempts + " attempts at " + offset + ", not " + state.observed.attempts(offset));
        check(
                state.observed.suspicion(offset) == message.suspicion,
                () -> "suspicion " + message.suspicion + " of " + offset + ", not " + state.observed.suspicion(offset));
        LeaseToken lease = message.lease == null ? null : message.lease.token;
        LeaseToken real = state.observed.lease(offset);
        check(
                lease == null ? real == null : lease.equals(real),
                () -> "lease " + lease + " on " + offset + ", not " + real);
    }

    public int size() {
        return state.messages.size();
    }
}
