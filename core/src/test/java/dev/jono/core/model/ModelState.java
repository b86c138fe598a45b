package dev.jono.core.model;

import dev.jono.api.LeaseToken;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.QueueKey;
import dev.jono.core.model.ModelMessage.Wait;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the parts of the model share: everything that it believes of the queue. */
final class ModelState {
    final QueueKey key;
    final int maxConsumers;
    final Observed observed;
    final TreeMap<Long, ModelMessage> messages = new TreeMap<>();
    final Map<ConsumerId, ModelConsumer> consumers = new HashMap<>();
    final Set<Long> endedHere = new HashSet<>();
    final Map<ConsumerId, Long> promised = new HashMap<>();
    QueueSettings settings;
    long nextOffset;

    /** What the messages count, as it was observed and found to be right after the last step. */
    long bytes;

    long epoch = 1;
    long epochBegin;
    final Set<Long> deliveryNumbers = new HashSet<>();
    final Map<ConsumerId, Long> lastDeliveries = new HashMap<>();
    long lastFirstDelivery = -1;
    boolean crashed;
    boolean plainDelivered;
    boolean paused;
    long headHeldUntil = Long.MIN_VALUE;
    long wall;
    long monotonic;

    ModelState(QueueKey key, QueueSettings settings, int maxConsumers, Observed observed) {
        this.key = key;
        this.settings = settings;
        this.maxConsumers = maxConsumers;
        this.observed = observed;
    }

    boolean hasOutlivedItsTime(ModelMessage message) {
        Wait wait = message.timeToLive;
        if (wait == null || wall < wait.dueMillis()) {
            return false;
        }
        boolean isThere = observed.isReady(message.offset) || observed.isDelayed(message.offset);
        return wall >= wait.latestMillis() || !isThere;
    }

    int held(ConsumerId consumer) {
        return count(message -> message.lease != null && message.lease.consumer.equals(consumer));
    }

    long leastBytesHeld(ConsumerId consumer) {
        return heldBy(consumer).mapToLong(message -> message.leastBytes).sum();
    }

    Stream<ModelMessage> heldBy(ConsumerId consumer) {
        return messages.values().stream()
                .filter(message -> message.lease != null && message.lease.consumer.equals(consumer));
    }

    int heldByProcess(String process) {
        return count(message -> message.lease != null
                && !message.lease.outside
                && consumers.containsKey(message.lease.consumer)
                && message.lease.consumer.process().equals(process));
    }

    boolean runsAlone(String process) {
        return count(message -> message.suspicion == 2
                        && message.lease != null
                        && !message.lease.outside
                        && message.lease.token.epoch() == epoch
                        && message.lease.consumer.process().equals(process))
                > 0;
    }

    int count(Predicate<ModelMessage> which) {
        return (int) messages.values().stream().filter(which).count();
    }

    boolean isHeadHeld() {
        return monotonic < headHeldUntil;
    }

    boolean canBeOurs(long offset, LeaseToken token) {
        ModelMessage message = messages.get(offset);
        return token.generation() == key.generation()
                && token.epoch() <= epoch
                && offset < nextOffset
                && (message == null || token.epoch() >= message.storedInEpoch);
    }

    /** Tells whether the message was ready before this step; a delay that ends this very moment is resolved by {@link Model#compare}. */
    static boolean wasReadyBefore(ModelMessage message) {
        return message.delay == null;
    }

    static void endLease(ModelMessage message) {
        message.lease = null;
        message.journaledLease = null;
        message.perhapsJournaled.clear();
    }

    Optional<QueueName> target() {
        return settings.deadLetterQueueOf(key.queue());
    }
}
