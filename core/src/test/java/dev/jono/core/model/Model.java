package dev.jono.core.model;

import dev.jono.api.LeaseToken;
import dev.jono.api.Message;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueReply.SettleResult.Kind;
import dev.jono.core.model.ModelMessage.ModelLease;
import dev.jono.core.model.ModelMessage.Wait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The naive queue. Each method is told what the real one did and throws an {@link AssertionError} if that was not right. */
public final class Model {
    private final QueueKey key;
    private final ModelSends sends;
    private final int maxConsumers;
    private final Observed observed;
    private final TreeMap<Long, ModelMessage> messages = new TreeMap<>();
    private final Map<QueueName, TreeMap<Long, Long>> outbound = new HashMap<>();
    private final Map<QueueName, Long> lastNumbers = new HashMap<>();
    private final Map<ConsumerId, ModelConsumer> consumers = new HashMap<>();
    private final Set<Long> endedHere = new HashSet<>();
    private final Map<Long, String> inscriptions = new HashMap<>();
    private final Map<ConsumerId, Long> promised = new HashMap<>();
    private QueueSettings settings;
    private long nextOffset;
    private long storedBytes;
    private long epoch = 1;
    private long epochBegin;
    private long lastDelivery;
    private long lastFirstDelivery = -1;
    private boolean crashed;
    private boolean plainDelivered;
    private boolean paused;
    private long headHeldUntil = Long.MIN_VALUE;
    private long wall;
    private long monotonic;

    private static final class ModelConsumer {
        long grant;
        int capacity;
        long maxBytes;
        int concurrency;
        boolean receive;
        long leaseMillis;
        long waitUntil;
    }

    public Model(
            QueueKey key,
            QueueSettings settings,
            int maxProducers,
            long sessionMillis,
            int maxConsumers,
            Observed observed) {
        this.key = key;
        this.settings = settings;
        this.sends = new ModelSends(maxProducers, sessionMillis);
        this.maxConsumers = maxConsumers;
        this.observed = observed;
    }

    private static void check(boolean holds, Supplier<String> what) {
        if (!holds) {
            throw new AssertionError("Expected " + what.get());
        }
    }

    private static <T> T found(@Nullable T value, String what) {
        if (value == null) {
            throw new AssertionError("Expected " + what);
        }
        return value;
    }

    static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("Expected " + what);
        }
    }

    // Time

    /**
     * Time has passed: leases end, messages expire, delays end, producers are forgotten. The queue's wall time is the process's,
     * unless that has been set back: then it goes on nevertheless.
     */
    public void pass(long wallMillis, long monotonicMillis) {
        wall = Math.max(wallMillis, wall + (monotonicMillis - monotonic));
        monotonic = monotonicMillis;
        for (ModelMessage message : List.copyOf(messages.values())) {
            ModelLease lease = message.lease;
            if (lease != null && lease.deadlineMillis <= monotonic) {
                if (lease.started) {
                    failed(message, null, message.suspicion, "max-attempts");
                } else {
                    untried(message, message.suspicion);
                }
            }
        }
        for (ModelMessage message : List.copyOf(messages.values())) {
            if (message.lease == null && !message.dead && hasOutlivedItsTime(message)) {
                expire(message, message.attempts);
            }
        }
        sends.pass(wall);
    }

    private boolean hasOutlivedItsTime(ModelMessage message) {
        Wait wait = message.timeToLive;
        if (wait == null || wall < wait.dueMillis()) {
            return false;
        }
        boolean isThere = observed.isReady(message.offset) || observed.isDelayed(message.offset);
        return wall >= wait.latestMillis() || !isThere;
    }

    // Producers

    public void send(QueueCommand.Send send, QueueReply reply) {
        long firstOffset = nextOffset;
        storedBytes = 0;
        sends.send(send, reply, settings, wall, new ModelSends.Store() {
            @Override
            public long depth() {
                return messages.size();
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
        long count = nextOffset - firstOffset;
        for (long offset = firstOffset; offset < nextOffset; offset++) {
            ModelMessage stored = found(messages.get(offset), "what was just stored");
            stored.leastBytes = storedBytes / count;
            stored.mostBytes = stored.leastBytes + storedBytes % count;
        }
    }

    private long store(Message message, boolean isDeadLetter) {
        storedBytes += message.sizeBytes();
        ModelMessage stored = new ModelMessage(nextOffset, epoch);
        if (!isDeadLetter) {
            if (!message.delay().isZero()) {
                stored.delay = Wait.of(wall, message.delay().toMillis());
                stored.undelayed = false;
            }
            if (message.timeToLive() != null) {
                stored.timeToLive = Wait.of(wall, message.timeToLive().toMillis());
            }
        }
        messages.put(nextOffset, stored);
        return nextOffset++;
    }

    // Deliveries

    /** Checks that a delivery was legal and notes its lease. */
    public void deliver(ConsumerId to, long offset, LeaseToken token, int attempt, long leaseMillis) {
        String what = "a legal delivery of " + offset + " to " + to + " as " + token + ": ";
        ModelMessage message = found(messages.get(offset), what + "it is there");
        check(!message.dead, what + "it is not on its way to the dead-letter queue");
        check(message.lease == null, what + "nobody holds it");
        check(message.delay == null || wall >= message.delay.dueMillis(), what + "its time has come");
        check(message.attempts + 1 == attempt, what + "attempt " + (message.attempts + 1) + ", not " + attempt);
        check(!paused, what + "the queue is not paused");
        check(!isHeadHeld() || offset >= epochBegin, what + "the head is not held back");
        check(token.generation() == key.generation() && token.epoch() == epoch, what + "the token is this epoch's");
        boolean suspect = message.suspicion > 0;
        check(token.deliveryNumber() > lastDelivery || suspect, what + "tokens grow");
        lastDelivery = Math.max(lastDelivery, token.deliveryNumber());
        check(token.deliveryNumber() > promised.getOrDefault(to, 0L), what + "no answer has said that it was sent");
        ModelConsumer consumer = found(consumers.get(to), what + "the consumer is registered");
        check(consumer.capacity > held(to), what + "it has credit");
        check(held(to) == 0 || leastBytesHeld(to) < consumer.maxBytes, what + "it has credit in bytes");
        if (consumer.receive) {
            check(held(to) < consumer.capacity, what + "it is asked for");
        } else if (message.suspicion == 2) {
            check(heldByProcess(to.process()) == 0, what + "it runs alone");
        } else if (suspect) {
            check(held(to) < consumer.concurrency, what + "a handler is idle");
        }
        check(consumer.receive || !runsAlone(to.process()), what + "its process runs no message that must be alone");
        checkOrder(message, what);
        long expected = consumer.leaseMillis > 0
                ? consumer.leaseMillis
                : settings.lease().toMillis();
        check(leaseMillis == expected, what + "the lease lasts " + expected + ", not " + leaseMillis);
        plainDelivered |= !suspect;
        message.delay = null;
        message.everDelivered = true;
        boolean journaledFirst = suspect && !consumer.receive;
        ModelLease lease = new ModelLease(token, to, monotonic, leaseMillis, journaledFirst, consumer.receive);
        message.lease = lease;
        message.journaledLease = journaledFirst ? lease : null;
    }

    private void checkOrder(ModelMessage message, String what) {
        if (message.undelayed && !message.everDelivered && !crashed) {
            check(message.offset > lastFirstDelivery, what + "first deliveries are in order");
            lastFirstDelivery = message.offset;
        }
    }

    /** A {@code Receive} has been answered. */
    public void answered(ConsumerId consumer, boolean isEmpty) {
        ModelConsumer known = consumers.get(consumer);
        if (known != null && known.receive) {
            check(!isEmpty || known.waitUntil <= monotonic, "a Receive is not answered with nothing before its time");
            consumers.remove(consumer);
        } else {
            check(!isEmpty, "only a Receive is answered with nothing");
        }
    }

    private int held(ConsumerId consumer) {
        return count(message -> message.lease != null && message.lease.consumer.equals(consumer));
    }

    private long leastBytesHeld(ConsumerId consumer) {
        return heldBy(consumer).mapToLong(message -> message.leastBytes).sum();
    }

    /** Tells whether a consumer surely takes one more. */
    private boolean hasCredit(ConsumerId id, ModelConsumer consumer) {
        long mostBytes = heldBy(id).mapToLong(message -> message.mostBytes).sum();
        return held(id) < consumer.capacity && (held(id) == 0 || mostBytes < consumer.maxBytes);
    }

    private Stream<ModelMessage> heldBy(ConsumerId consumer) {
        return messages.values().stream()
                .filter(message -> message.lease != null && message.lease.consumer.equals(consumer));
    }

    private int heldByProcess(String process) {
        return count(message -> message.lease != null
                && !message.lease.outside
                && consumers.containsKey(message.lease.consumer)
                && message.lease.consumer.process().equals(process));
    }

    private boolean runsAlone(String process) {
        return count(message -> message.suspicion == 2
                        && message.lease != null
                        && !message.lease.outside
                        && message.lease.token.epoch() == epoch
                        && message.lease.consumer.process().equals(process))
                > 0;
    }

    private int count(Predicate<ModelMessage> which) {
        return (int) messages.values().stream().filter(which).count();
    }

    private boolean isHeadHeld() {
        return monotonic < headHeldUntil;
    }

    // Settlements

    public void settle(QueueCommand.Settle settle, QueueReply reply) {
        List<Kind> expected = new ArrayList<>();
        for (QueueCommand.Settlement settlement : settle.settlements()) {
            expected.add(settle(settlement));
        }
        List<Kind> answered = ((QueueReply.Settled) reply)
                .results().stream().map(QueueReply.SettleResult::kind).toList();
        check(answered.equals(expected), "settled as " + expected + ", not " + answered);
    }

    private Kind settle(QueueCommand.Settlement settlement) {
        LeaseToken token = settlement.token();
        if (!canBeOurs(settlement.offset(), token)) {
            return Kind.LEASE_LOST;
        }
        ModelMessage message = messages.get(settlement.offset());
        if (message == null || message.dead) {
            return Kind.ALREADY_SETTLED;
        }
        if (!maySettle(message, token, settlement.outcome())) {
            return Kind.LEASE_LOST;
        }
        carryOut(message, settlement.outcome());
        return Kind.DONE;
    }

    private boolean canBeOurs(long offset, LeaseToken token) {
        ModelMessage message = messages.get(offset);
        return token.generation() == key.generation()
                && token.epoch() <= epoch
                && offset < nextOffset
                && (message == null || token.epoch() >= message.storedInEpoch);
    }

    private boolean maySettle(ModelMessage message, LeaseToken token, QueueCommand.Outcome outcome) {
        ModelLease lease = message.lease;
        if (lease != null && lease.token.equals(token)) {
            return true;
        }
        boolean supersedes = lease == null ? !endedHere.contains(message.offset) : token.compareTo(lease.token) > 0;
        boolean countsNothing = outcome instanceof QueueCommand.Ack || message.attempts == 0;
        return token.epoch() < epoch
                && supersedes
                && countsNothing
                && !(outcome instanceof QueueCommand.Extend)
                && observedReadyBefore(message);
    }

    /** Tells whether the message was ready before this step; a delay that ends this very moment is resolved by {@link #compare}. */
    private static boolean observedReadyBefore(ModelMessage message) {
        return message.delay == null;
    }

    private void carryOut(ModelMessage message, QueueCommand.Outcome outcome) {
        if (outcome instanceof QueueCommand.Ack) {
            messages.remove(message.offset);
        } else if (outcome instanceof QueueCommand.Nack nack) {
            failed(message, nack.delay() == null ? null : nack.delay().toMillis(), 0, "max-attempts");
        } else if (outcome instanceof QueueCommand.Reject) {
            if (target().isPresent()) {
                dead(message, "rejected", message.attempts + 1);
            } else {
                comeBack(message, message.attempts + 1, backoff(message.attempts + 1), 0);
            }
        } else if (outcome instanceof QueueCommand.GiveBack) {
            untried(message, message.suspicion);
        } else if (outcome instanceof QueueCommand.Extend extend && message.lease != null) {
            message.lease.deadlineMillis = Math.max(
                    message.lease.deadlineMillis, monotonic + extend.lease().toMillis());
        }
    }

    private void failed(ModelMessage message, @Nullable Long delayMillis, int suspicion, String reason) {
        int attempts = message.attempts + 1;
        if (attempts >= settings.maxAttempts() && target().isPresent()) {
            dead(message, reason, attempts);
        } else {
            comeBack(message, attempts, delayMillis == null ? backoff(attempts) : delayMillis, suspicion);
        }
    }

    private void untried(ModelMessage message, int suspicion) {
        comeBack(message, message.attempts, 0, suspicion);
    }

    private void comeBack(ModelMessage message, int attempts, long waitMillis, int suspicion) {
        endLease(message);
        if (hasOutlivedItsTime(message)) {
            expire(message, attempts);
            return;
        }
        message.attempts = attempts;
        message.suspicion = suspicion;
        message.delay = waitMillis > 0 ? Wait.of(wall, waitMillis) : null;
        if (message.offset < epochBegin) {
            endedHere.add(message.offset);
        }
    }

    private static void endLease(ModelMessage message) {
        message.lease = null;
        message.journaledLease = null;
        message.perhapsJournaled.clear();
    }

    private long backoff(int attempts) {
        return settings.backoff().delayAfter(attempts, 0).toMillis();
    }

    private void expire(ModelMessage message, int attempts) {
        if (settings.deadLetterExpired() && target().isPresent()) {
            dead(message, "expired", attempts);
        } else {
            messages.remove(message.offset);
        }
    }

    private Optional<QueueName> target() {
        return settings.deadLetterQueueOf(key.queue());
    }

    private void dead(ModelMessage message, String reason, int attempts) {
        endLease(message);
        message.dead = true;
        message.suspicion = 0;
        message.timeToLive = null;
        message.delay = null;
        inscriptions.put(message.offset, reason + " " + attempts);
    }

    public void handedOver(QueueName target, long upToNumber) {
        TreeMap<Long, Long> letters = outbound.get(target);
        if (letters == null || upToNumber > lastNumbers.getOrDefault(target, 0L)) {
            return;
        }
        var confirmed = letters.headMap(upToNumber, true);
        confirmed.values().forEach(messages::remove);
        confirmed.clear();
    }

    // Consumers

    public void refresh(QueueCommand.Refresh refresh, QueueReply reply) {
        ModelConsumer known = consumers.get(refresh.consumer());
        if (known == null && consumers.size() >= maxConsumers) {
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
            consumers.put(refresh.consumer(), consumer);
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
        for (ModelMessage message : messages.values()) {
            ModelLease lease = message.lease;
            if (lease != null && lease.consumer.equals(consumer) && lease.token.epoch() == epoch) {
                check(
                        lease.token.deliveryNumber() <= deliveredUpTo || lease.ofSuspect,
                        lease.token + " was sent before an answer that says " + deliveredUpTo);
            }
        }
        promised.merge(consumer, deliveredUpTo, Math::max);
    }

    private Set<Long> endMissing(QueueCommand.Refresh refresh) {
        Set<LeaseToken> held = new HashSet<>();
        refresh.held().forEach(delivery -> held.add(delivery.token()));
        Set<Long> ended = new HashSet<>();
        for (ModelMessage message : List.copyOf(messages.values())) {
            ModelLease lease = message.lease;
            if (lease == null || !lease.consumer.equals(refresh.consumer()) || held.contains(lease.token)) {
                continue;
            }
            LeaseToken token = lease.token;
            boolean overtaken = token.epoch() == refresh.epoch() && token.deliveryNumber() <= refresh.highestSeen();
            if (overtaken || refresh.epoch() > token.epoch()) {
                ended.add(message.offset);
                untried(message, message.suspicion);
            }
        }
        return ended;
    }

    private void hold(ConsumerId consumer, QueueCommand.HeldDelivery held, Set<Long> ended, List<LeaseToken> lost) {
        ModelMessage message = messages.get(held.offset());
        boolean ours = canBeOurs(held.offset(), held.token());
        if (ours && (message == null || message.dead)) {
            return;
        }
        if (message != null && message.lease != null && message.lease.token.equals(held.token())) {
            message.lease.started |= held.started();
            if (held.extend()) {
                message.lease.deadlineMillis = Math.max(
                        message.lease.deadlineMillis,
                        monotonic + settings.lease().toMillis());
            }
            return;
        }
        boolean isFree = ours && !ended.contains(held.offset()) && !endedHere.contains(held.offset());
        if (message != null && isFree && isAdoptable(message, held.token())) {
            supersede(message);
            message.lease = new ModelLease(
                    held.token(), consumer, monotonic, settings.lease().toMillis(), false, false);
            message.lease.started = held.started();
        } else {
            lost.add(held.token());
        }
    }

    private boolean isAdoptable(ModelMessage message, LeaseToken token) {
        return token.epoch() < epoch
                && observedReadyBefore(message)
                && (message.lease == null || token.compareTo(message.lease.token) > 0);
    }

    private void supersede(ModelMessage message) {
        ModelLease before = message.lease;
        if (before != null && monotonic - before.grantedMillis >= 100) {
            message.journaledLease = before;
            message.perhapsJournaled.clear();
        } else if (before != null && monotonic - before.grantedMillis >= 50) {
            message.perhapsJournaled.add(before);
        }
    }

    public void receive(QueueCommand.Receive receive, @Nullable QueueReply reply) {
        if (consumers.size() >= maxConsumers) {
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
        consumer.waitUntil = monotonic + receive.maxWait().toMillis();
        consumers.put(receive.consumer(), consumer);
    }

    public void leave(ConsumerId consumer) {
        endLeases(lease -> lease.consumer.equals(consumer), false);
        consumers.remove(consumer);
    }

    public void consumerLost(ConsumerId consumer) {
        endLeases(lease -> lease.consumer.equals(consumer), true);
        consumers.remove(consumer);
    }

    public void processLost(String process) {
        endLeases(lease -> lease.consumer.process().equals(process), true);
        consumers.keySet().removeIf(consumer -> consumer.process().equals(process));
    }

    private void endLeases(Predicate<ModelLease> which, boolean died) {
        for (ModelMessage message : List.copyOf(messages.values())) {
            ModelLease lease = message.lease;
            if (lease == null || lease.outside || !which.test(lease)) {
                continue;
            }
            if (died && lease.ofSuspect) {
                failed(message, 0L, 2, "max-attempts");
            } else {
                untried(message, died ? Math.max(1, message.suspicion) : message.suspicion);
            }
        }
    }

    // The rest

    public void purge(QueueReply reply) {
        int before = messages.size();
        messages.values().removeIf(message -> message.lease == null && !message.dead);
        for (ModelMessage message : messages.values()) {
            message.journaledLease = message.lease;
            message.perhapsJournaled.clear();
        }
        check(
                reply.equals(new QueueReply.Purged(before - messages.size())),
                "a purge of " + (before - messages.size()) + ", but: " + reply);
    }

    public void pause(boolean to) {
        paused = to;
    }

    public void settings(QueueSettings to) {
        settings = to;
    }

    /** The owner has been replaced. A lease survives if it was journaled: at the latest when it was 100 ms old. */
    public void newEpoch(boolean clean, long wallMillis, long monotonicMillis, long holdHeadMillis) {
        for (ModelMessage message : messages.values()) {
            restoreLease(message, clean, monotonicMillis);
            check(observed.suspicion(message.offset) >= message.suspicion, message.offset + " stays suspect");
            check(!clean || observed.suspicion(message.offset) == message.suspicion, "a clean stop suspects nobody");
            message.suspicion = observed.suspicion(message.offset);
        }
        consumers.clear();
        endedHere.clear();
        epoch++;
        epochBegin = nextOffset;
        lastDelivery = 0;
        promised.clear();
        crashed |= !clean;
        check(observed.journaledWallMillis() <= wall, "no time from the future in the journal");
        wall = Math.max(wallMillis, observed.journaledWallMillis());
        monotonic = monotonicMillis;
        sends.newEpoch(wall);
        headHeldUntil = clean || messages.isEmpty() ? Long.MIN_VALUE : monotonic + holdHeadMillis;
    }

    private void restoreLease(ModelMessage message, boolean clean, long monotonicMillis) {
        ModelLease inForce = message.lease;
        LeaseToken restored = observed.lease(message.offset);
        ModelLease expected = message.journaledLease;
        if (inForce != null) {
            long age = monotonic - inForce.grantedMillis;
            boolean isIt = inForce.token.equals(restored);
            check(!(clean || age >= 100) || isIt, "the lease " + inForce.token + " survives");
            check(!isIt || clean || age >= 50 || inForce == expected, inForce.token + " was not to be journaled yet");
            expected = isIt ? inForce : expected;
        }
        for (ModelLease older : message.perhapsJournaled) {
            expected = older.token.equals(restored) ? older : expected;
        }
        if (expected == null || message.dead) {
            check(restored == null, "no lease on " + message.offset + " survives, but: " + restored);
            endLease(message);
            return;
        }
        check(expected.token.equals(restored), "the lease " + expected.token + " survives, not " + restored);
        ModelLease lease = new ModelLease(
                expected.token,
                expected.consumer,
                monotonicMillis,
                expected.leaseMillis,
                expected.ofSuspect,
                expected.outside);
        message.lease = lease;
        message.journaledLease = lease;
        message.perhapsJournaled.clear();
    }

    // Comparison

    /** Compares everything that is there. */
    public void compare() {
        check(observed.depth() == messages.size(), "a depth of " + messages.size() + ", not " + observed.depth());
        for (ModelMessage message : messages.values()) {
            compare(message);
        }
        compareDeadLetters();
        checkProgress();
    }

    private void compare(ModelMessage message) {
        long offset = message.offset;
        check(
                observed.isDead(offset) == message.dead,
                () -> offset + (message.dead ? " is" : " is not") + " a dead letter");
        if (message.dead) {
            return;
        }
        Wait delay = message.delay;
        if (delay != null && observed.isReady(offset)) {
            check(wall >= delay.dueMillis(), () -> offset + " is not ready early");
            message.delay = null;
        } else if (delay == null) {
            check(observed.isReady(offset), () -> offset + " is ready");
        } else {
            check(wall < delay.latestMillis(), () -> offset + " is not delayed for longer");
        }
        check(
                observed.attempts(offset) == message.attempts,
                () -> message.attempts + " attempts at " + offset + ", not " + observed.attempts(offset));
        check(
                observed.suspicion(offset) == message.suspicion,
                () -> "suspicion " + message.suspicion + " of " + offset + ", not " + observed.suspicion(offset));
        LeaseToken lease = message.lease == null ? null : message.lease.token;
        LeaseToken real = observed.lease(offset);
        check(
                lease == null ? real == null : lease.equals(real),
                () -> "lease " + lease + " on " + offset + ", not " + real);
    }

    private void compareDeadLetters() {
        Set<Long> dead = new HashSet<>();
        observed.outbound().forEach((target, letters) -> {
            TreeMap<Long, Long> known = outbound.computeIfAbsent(target, name -> new TreeMap<>());
            letters.forEach((number, offset) -> {
                Long before = known.get(number);
                if (before == null) {
                    long next = lastNumbers.merge(target, 1L, Long::sum);
                    check(number == next, () -> "dead letters are numbered without gaps: " + next + ", not " + number);
                    check(
                            observed.inscription(target, number).equals(inscriptions.get(offset)),
                            () -> "dead letter " + inscriptions.get(offset) + ", not "
                                    + observed.inscription(target, number));
                    known.put(number, offset);
                } else {
                    check(before.equals(offset), () -> "number " + number + " stays with " + before);
                }
                dead.add(offset);
            });
            check(
                    known.keySet().equals(letters.keySet()),
                    () -> "dead letters " + known + " to " + target + ", not " + letters);
        });
        check(dead.size() == count(message -> message.dead), () -> "every dead letter is under way to one queue");
    }

    /**
     * Nobody with credit waits beside a message that could be delivered, with one exception: while a suspect waits because
     * every handler is busy, everybody may finish what they have, and gets nothing else.
     */
    private void checkProgress() {
        boolean suspectWaits = isFree(message -> message.suspicion == 1);
        check(!plainDelivered || !suspectWaits, "no other message goes out past a suspect that waits");
        plainDelivered = false;
        boolean anySuspect = !paused && isFree(message -> message.suspicion > 0);
        consumers.forEach((id, consumer) -> check(
                !anySuspect || !consumer.receive, id + " receives a suspect, also one that would have to run alone"));
        if (paused || count(message -> message.suspicion == 2 && !message.dead) > 0) {
            return;
        }
        boolean plain = isFree(message -> message.suspicion == 0);
        consumers.forEach((id, consumer) -> {
            boolean hasCredit = hasCredit(id, consumer);
            check(!plain || suspectWaits || !hasCredit, id + " has credit and gets a ready message");
            check(
                    !suspectWaits || !hasCredit || held(id) >= consumer.concurrency,
                    id + " has an idle handler and gets a suspect");
        });
    }

    private boolean isFree(Predicate<ModelMessage> which) {
        long from = isHeadHeld() ? epochBegin : 0;
        return count(which.and(message -> message.offset >= from
                        && message.lease == null
                        && !message.dead
                        && observed.isReady(message.offset)))
                > 0;
    }

    public int size() {
        return messages.size();
    }
}
