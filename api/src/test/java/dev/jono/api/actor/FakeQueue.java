package dev.jono.api.actor;

import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.LeaseToken;
import dev.jono.api.Message;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueReply.Delivered;
import dev.jono.api.protocol.QueueReply.SendOutcome;
import dev.jono.api.protocol.QueueReply.SettleResult;
import dev.jono.api.protocol.QueueStatus;
import dev.jono.api.spi.DeclaredQueue;
import dev.jono.api.spi.QueueAccess;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * One queue in memory that speaks the protocol, and misbehaves on request: it can hold requests back, lose them, lose or
 * repeat its replies, and refuse. It never forgets a session and never ends a lease unless told to.
 */
final class FakeQueue implements QueueAccess {
    /** What becomes of a request. */
    enum Fate {
        TAKEN,
        LOST,
        REPLY_LOST,
        REPLY_TWICE,
        HELD
    }

    private static final class Member {
        ActorRef<QueueReply> ref;
        QueueCommand.Refresh refresh;

        Member(ActorRef<QueueReply> ref, QueueCommand.Refresh refresh) {
            this.ref = ref;
            this.refresh = refresh;
        }
    }

    private record Leased(long offset, ConsumerId consumer) {}

    static final QueueName NAME = new QueueName("orders");

    final QueueKey key = new QueueKey(NAME, 0, 1);
    private final FakeSessions sessions = new FakeSessions(key, this::store);
    private final List<Message> stored = new ArrayList<>();
    private final Deque<Long> ready = new ArrayDeque<>();
    private final Map<LeaseToken, Leased> leases = new LinkedHashMap<>();
    private final Map<ConsumerId, Member> consumers = new LinkedHashMap<>();
    private final List<QueueRequest> held = new ArrayList<>();
    private final List<QueueCommand> received = new ArrayList<>();
    private final List<QueueCommand.Settlement> settled = new ArrayList<>();
    private final Map<Long, Integer> attempts = new HashMap<>();
    private final Deque<Runnable> onTheWay = new ArrayDeque<>();
    private boolean slow;
    private boolean namesRefused = true;
    private Predicate<QueueReply> lost = reply -> false;
    private Function<QueueCommand, Fate> fate = command -> Fate.TAKEN;
    private Function<QueueCommand, @Nullable QueueReply> refusal = command -> null;
    private long epoch = 1;
    private long deliveryNumber;
    private boolean declared = true;
    private int resolveFailures;
    private long leaseMillis = 30_000;

    // What a test tells it.

    synchronized void fate(Function<QueueCommand, Fate> newFate) {
        fate = newFate;
    }

    synchronized void refuse(Function<QueueCommand, @Nullable QueueReply> newRefusal) {
        refusal = newRefusal;
    }

    synchronized void admit(Function<Message, SendOutcome.Kind> newAdmission) {
        sessions.admit(newAdmission);
    }

    /** Keeps whatever it says on the way, in its order, until {@link #arrive}. */
    synchronized void slowDown() {
        slow = true;
    }

    /** Lets arrive what was kept on the way; what is said from now on arrives at once. */
    synchronized void arrive() {
        slow = false;
        onTheWay.forEach(Runnable::run);
        onTheWay.clear();
    }

    /** Does not say which send it refuses, as an older node. */
    synchronized void refuseWithoutNames() {
        namesRefused = false;
    }

    /** Loses what it says, as chosen. */
    synchronized void loseReplies(Predicate<QueueReply> chosen) {
        lost = chosen;
    }

    synchronized void undeclare() {
        declared = false;
    }

    synchronized void failResolving(int times) {
        resolveFailures = times;
    }

    synchronized void lease(long millis) {
        leaseMillis = millis;
    }

    /** Takes what was held back; what comes from now on is taken at once. */
    synchronized void releaseHeld() {
        fate = command -> Fate.TAKEN;
        List<QueueRequest> requests = List.copyOf(held);
        held.clear();
        requests.forEach(request -> take(request, Fate.TAKEN));
    }

    /** Moves to a new owner, which knows every lease. */
    synchronized void move() {
        epoch++;
        deliveryNumber = 0;
    }

    /** Forgets every session, as after a long silence. */
    synchronized void endSessions() {
        sessions.end();
    }

    /** Ends every lease and says so at the next refresh; the messages go to nobody. */
    synchronized void loseLeases() {
        leases.clear();
    }

    /** Says something to every consumer. */
    synchronized void tellConsumers(QueueReply reply) {
        consumers.values().forEach(member -> member.ref.tell(reply));
    }

    // What a test asks it.

    synchronized List<String> storedTexts() {
        return stored.stream().map(Message::text).toList();
    }

    synchronized <C extends QueueCommand> List<C> received(Class<C> type) {
        return received.stream().filter(type::isInstance).map(type::cast).toList();
    }

    synchronized List<QueueCommand.Settlement> settled() {
        return List.copyOf(settled);
    }

    synchronized List<QueueCommand.Settlement> settled(Predicate<QueueCommand.Outcome> wanted) {
        return settled.stream().filter(one -> wanted.test(one.outcome())).toList();
    }

    synchronized int heldRequests() {
        return held.size();
    }

    synchronized int consumers() {
        return consumers.size();
    }

    synchronized int leased() {
        return leases.size();
    }

    /** Returns the latest refresh; before the first one, an empty one. */
    synchronized QueueCommand.Refresh lastRefresh() {
        List<QueueCommand.Refresh> refreshes = received(QueueCommand.Refresh.class);
        return refreshes.isEmpty()
                ? new QueueCommand.Refresh(new ConsumerId("", ""), 0, 0, 0, 1, 0, 0, List.of())
                : refreshes.get(refreshes.size() - 1);
    }

    /** Stores a message as if sent. */
    synchronized void put(String text) {
        store(Message.of(text));
        dispatch();
    }

    // The protocol.

    @Override
    public synchronized CompletionStage<QueueKey> declare(QueueName queue, QueueSettings settings) {
        declared = true;
        return CompletableFuture.completedFuture(key);
    }

    @Override
    public CompletionStage<QueueKey> changeSettings(QueueName queue, QueueSettings settings) {
        return resolve(queue);
    }

    @Override
    public CompletionStage<QueueKey> changeSettings(QueueName queue, UnaryOperator<QueueSettings> change) {
        return resolve(queue);
    }

    @Override
    public synchronized CompletionStage<QueueKey> resolve(QueueName queue) {
        if (resolveFailures > 0) {
            resolveFailures--;
            return CompletableFuture.failedFuture(new JonoException(Reason.UNAVAILABLE, "Not yet."));
        }
        return declared
                ? CompletableFuture.completedFuture(key)
                : CompletableFuture.failedFuture(new JonoException(Reason.UNKNOWN_QUEUE, "No such queue."));
    }

    @Override
    public synchronized CompletionStage<List<DeclaredQueue>> queues() {
        return CompletableFuture.completedFuture(List.of(new DeclaredQueue(key, QueueSettings.DEFAULT)));
    }

    @Override
    public String process() {
        return "process-1";
    }

    @Override
    public synchronized void tell(QueueKey to, QueueRequest request) {
        received.add(request.command());
        Fate its = fate.apply(request.command());
        if (its == Fate.HELD) {
            held.add(request);
        } else if (its != Fate.LOST) {
            take(request, its);
        }
    }

    private void take(QueueRequest request, Fate its) {
        QueueReply refused = refusal.apply(request.command());
        QueueReply reply = refused != null ? said(refused, request.command()) : decide(request);
        int times = its == Fate.REPLY_LOST ? 0 : its == Fate.REPLY_TWICE ? 2 : 1;
        for (int i = 0; i < times; i++) {
            say(request.replyTo(), reply);
        }
        dispatch();
    }

    private QueueReply said(QueueReply refused, QueueCommand command) {
        boolean ofSend = namesRefused && command instanceof QueueCommand.Send;
        return ofSend && refused instanceof QueueReply.Failed failed ? failed.of((QueueCommand.Send) command) : refused;
    }

    private void say(ActorRef<QueueReply> to, QueueReply reply) {
        if (lost.test(reply)) {
            return;
        }
        if (slow) {
            onTheWay.add(() -> to.tell(reply));
        } else {
            to.tell(reply);
        }
    }

    private QueueReply decide(QueueRequest request) {
        QueueCommand command = request.command();
        if (command instanceof QueueCommand.Send send) {
            return sessions.send(send);
        }
        if (command instanceof QueueCommand.Refresh refresh) {
            return refresh(refresh, request.replyTo());
        }
        if (command instanceof QueueCommand.Settle settle) {
            return settle(settle);
        }
        if (command instanceof QueueCommand.Leave leave) {
            consumers.remove(leave.consumer());
            return QueueReply.Done.INSTANCE;
        }
        if (command instanceof QueueCommand.Describe) {
            return new QueueReply.Described(new QueueStatus(
                    key, QueueSettings.DEFAULT, epoch, stored.size(), 0, 0, 0, 0, 0, 0, false, 0, 0, 0, 0, 0, 0));
        }
        return command instanceof QueueCommand.Purge ? new QueueReply.Purged(stored.size()) : QueueReply.Done.INSTANCE;
    }

    private long store(Message message) {
        long offset = stored.size();
        stored.add(message);
        ready.add(offset);
        return offset;
    }

    private QueueReply refresh(QueueCommand.Refresh refresh, ActorRef<QueueReply> ref) {
        Member member = consumers.computeIfAbsent(refresh.consumer(), id -> new Member(ref, refresh));
        if (refresh.grant() >= member.refresh.grant()) {
            member.refresh = refresh;
            member.ref = ref;
        }
        List<LeaseToken> lost = refresh.held().stream()
                .map(QueueCommand.HeldDelivery::token)
                .filter(token -> !leases.containsKey(token))
                .toList();
        return new QueueReply.Refreshed(key, epoch, lost, deliveryNumber);
    }

    private QueueReply settle(QueueCommand.Settle settle) {
        List<SettleResult> results = new ArrayList<>();
        for (QueueCommand.Settlement settlement : settle.settlements()) {
            results.add(new SettleResult(settlement.token(), settle(settlement)));
        }
        return new QueueReply.Settled(key, results);
    }

    private SettleResult.Kind settle(QueueCommand.Settlement settlement) {
        boolean extend = settlement.outcome() instanceof QueueCommand.Extend;
        if (settled.stream().anyMatch(one -> one.token().equals(settlement.token()))) {
            return SettleResult.Kind.ALREADY_SETTLED;
        }
        if (!leases.containsKey(settlement.token())) {
            return SettleResult.Kind.LEASE_LOST;
        }
        if (!extend) {
            leases.remove(settlement.token());
            settled.add(settlement);
            boolean again = settlement.outcome() instanceof QueueCommand.Nack
                    || settlement.outcome() instanceof QueueCommand.GiveBack;
            if (again) {
                ready.add(settlement.offset());
            }
        }
        return SettleResult.Kind.DONE;
    }

    private void dispatch() {
        consumers.forEach((id, member) -> {
            List<Delivered> deliveries = new ArrayList<>();
            long leasedNow = leases.values().stream()
                    .filter(one -> one.consumer().equals(id))
                    .count();
            while (!ready.isEmpty() && leasedNow + deliveries.size() < member.refresh.capacity()) {
                long offset = ready.remove();
                deliveryNumber++;
                deliveries.add(new Delivered(
                        offset,
                        new LeaseToken(key.generation(), epoch, deliveryNumber),
                        attempts.merge(offset, 1, Integer::sum),
                        1_700_000_000_000L,
                        leaseMillis,
                        stored.get((int) offset)));
            }
            deliveries.forEach(one -> leases.put(one.token(), new Leased(one.offset(), id)));
            if (!deliveries.isEmpty()) {
                say(member.ref, new QueueReply.Deliveries(key, epoch, deliveries));
            }
        });
    }
}
