package dev.jono.core;

import dev.jono.api.LeaseToken;
import dev.jono.api.Message;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueCommand.HeldDelivery;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueReply.SendOutcome;
import dev.jono.api.protocol.QueueReply.SettleResult;
import dev.jono.api.protocol.QueueStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A queue with a journal in memory and a clock that is moved by hand: what the actor around the core does, in short. */
final class QueueRig {
    static final QueueKey KEY = new QueueKey(QueueName.of("work"), 0, 1);
    static final ProducerId PRODUCER = new ProducerId("producer");
    static final ConsumerId ALICE = new ConsumerId("process-a", "alice");
    static final ConsumerId BOB = new ConsumerId("process-b", "bob");

    final List<Event> journal = new ArrayList<>();
    private final List<Long> ordinals = new ArrayList<>();
    private final Map<ConsumerId, List<Effect.Grant>> delivered = new HashMap<>();
    private final Map<ConsumerId, Integer> emptyAnswers = new HashMap<>();
    private final Map<ProducerId, Long> sequences = new HashMap<>();
    private final Map<ConsumerId, Long> grants = new HashMap<>();
    private final List<Effect.HandOver> handOvers = new ArrayList<>();
    private final Limits limits;

    /** The rows that the last dispatch would like to have read. */
    final List<RowEntry> wanted = new ArrayList<>();

    Queue queue;
    Shelf shelf;
    long wallMillis = 1_000_000;

    /** Off: what is delivered is held back until the test has it {@link Queue#begin}. */
    boolean deliveriesLeave = true;

    /** Off: a new incarnation takes no commands until the test has it {@link Queue#opened}. */
    boolean opens = true;

    long monotonicMillis = 5_000;
    private long ordinal;

    QueueRig() {
        this(QueueSettings.DEFAULT, Limits.DEFAULT);
    }

    QueueRig(QueueSettings settings) {
        this(settings, Limits.DEFAULT);
    }

    QueueRig(QueueSettings settings, Limits limits) {
        this(KEY, settings, limits);
    }

    QueueRig(QueueKey key, QueueSettings settings, Limits limits) {
        this.limits = limits;
        this.queue = Queue.empty(limits);
        this.shelf = new Shelf(queue);
        queue.recovered(now());
        run(new Input.Declare(key, settings), new Input.BeginEpoch("node-1"));
        queue.opened(now());
    }

    static QueueSettings.Builder settings() {
        return QueueSettings.builder();
    }

    // Running

    Now now() {
        return new Now(wallMillis, monotonicMillis);
    }

    /** Decides until every input is decided, and then what is due at once; returns the reply to each input. */
    List<@Nullable QueueReply> run(Input... inputs) {
        List<@Nullable QueueReply> replies = runOnce(inputs);
        for (int i = 0; i < 100 && queue.untilNext(now()) == 0; i++) {
            runOnce(Input.Tick.INSTANCE);
        }
        return replies;
    }

    private List<@Nullable QueueReply> runOnce(Input... inputs) {
        List<@Nullable QueueReply> replies = new ArrayList<>();
        List<Input> left = Arrays.asList(inputs);
        do {
            Decision decision = decideOnce(left);
            replies.addAll(decision.replies());
            left = left.subList(decision.consumed(), left.size());
        } while (!left.isEmpty());
        return replies;
    }

    /** Decides and commits one batch. */
    Decision decideOnce(List<Input> inputs) {
        Decision decision = queue.decide(inputs, now());
        commit(decision);
        return decision;
    }

    private void commit(Decision decision) {
        if (!decision.events().isEmpty()) {
            ordinal++;
        }
        for (Event event : decision.events()) {
            journal.add(event);
            ordinals.add(ordinal);
            queue.evolve(event, ordinal);
        }
        perform(queue.dispatch(decision, shelf, now()));
    }

    /** Has the rows read that are wanted, and that again, until none is. */
    void read() {
        while (!wanted.isEmpty()) {
            wanted.forEach(row -> shelf.read(row.ordinal()));
            perform(queue.dispatch(shelf, now()));
            tick();
        }
    }

    /** Has the most urgent row read that is wanted. */
    void readOne() {
        shelf.read(wanted.get(0).ordinal());
        perform(queue.dispatch(shelf, now()));
        tick();
    }

    /** Forgets every message that is not about to be delivered. */
    void forget() {
        shelf.forget(now(), row -> true);
    }

    private void perform(List<Effect> effects) {
        wanted.clear();
        effects.forEach(this::perform);
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Deliver deliver) {
            delivered
                    .computeIfAbsent(deliver.consumer(), id -> new ArrayList<>())
                    .addAll(deliver.grants());
            if (deliveriesLeave) {
                queue.begin(deliver, now());
            }
            if (deliver.grants().isEmpty()) {
                emptyAnswers.merge(deliver.consumer(), 1, Integer::sum);
            }
        } else if (effect instanceof Effect.HandOver handOver) {
            handOvers.add(handOver);
        } else if (effect instanceof Effect.Read read) {
            wanted.addAll(read.rows());
        }
    }

    @Nullable QueueReply ask(QueueCommand command) {
        return run(new Input.Client(command)).get(0);
    }

    void tick() {
        run(Input.Tick.INSTANCE);
    }

    /** Lets time pass and then lets the queue do what has become due, as its timer would. */
    void pass(Duration time) {
        long end = monotonicMillis + time.toMillis();
        while (monotonicMillis < end) {
            long step = Math.max(1, Math.min(end - monotonicMillis, queue.untilNext(now())));
            jump(Duration.ofMillis(step));
            tick();
        }
    }

    /** Lets time pass without anybody noticing. */
    void jump(Duration time) {
        wallMillis += time.toMillis();
        monotonicMillis += time.toMillis();
    }

    /** Loses the incarnation without warning and starts the next from the whole journal. */
    void crash() {
        recoverFrom(Queue.empty(limits), 0);
    }

    /** Ends the incarnation in good order and starts the next. */
    void restart() {
        run(new Input.EndEpoch());
        crash();
    }

    /** Starts the next incarnation from a snapshot that covers the first {@code events} of the journal. */
    void crashTo(QueueImage snapshot, int events) {
        recoverFrom(Queue.restore(snapshot, limits), events);
    }

    private void recoverFrom(Queue fresh, int events) {
        for (int i = events; i < journal.size(); i++) {
            fresh.evolve(journal.get(i), ordinals.get(i));
        }
        queue = fresh;
        shelf = new Shelf(fresh);
        monotonicMillis = 7; // another process has another monotonic clock
        queue.recovered(now());
        delivered.clear();
        handOvers.clear();
        run(new Input.BeginEpoch("node-2"));
        if (opens) {
            queue.opened(now());
        }
    }

    // Producing

    List<SendOutcome> send(Message... messages) {
        return send(PRODUCER, messages);
    }

    List<SendOutcome> send(ProducerId producer, Message... messages) {
        long first = sequences.getOrDefault(producer, 1L);
        sequences.put(producer, first + messages.length);
        return sent(producer, first, first, messages).outcomes();
    }

    QueueReply.Sent sent(ProducerId producer, long first, long lowestUnconfirmed, Message... messages) {
        return (QueueReply.Sent) answer(new QueueCommand.Send(producer, first, lowestUnconfirmed, List.of(messages)));
    }

    /** Sends {@code count} plain messages. */
    void sendPlain(int count) {
        Message[] messages = new Message[count];
        Arrays.setAll(messages, i -> Message.of("m" + i));
        send(messages);
    }

    QueueReply answer(QueueCommand command) {
        QueueReply reply = ask(command);
        if (reply == null) {
            throw new AssertionError("No reply to " + command);
        }
        return reply;
    }

    // Consuming

    QueueReply.Refreshed register(ConsumerId consumer, int capacity) {
        return register(consumer, capacity, capacity);
    }

    QueueReply.Refreshed register(ConsumerId consumer, int capacity, int concurrency) {
        return refresh(consumer, capacity, Math.max(1, concurrency), 0, 0);
    }

    QueueReply.Refreshed refresh(
            ConsumerId consumer, int capacity, int concurrency, long epoch, long highestSeen, HeldDelivery... held) {
        long grant = grants.merge(consumer, 1L, Long::sum);
        return (QueueReply.Refreshed) answer(new QueueCommand.Refresh(
                consumer, grant, capacity, 0, concurrency, epoch, highestSeen, Arrays.asList(held)));
    }

    static HeldDelivery held(Effect.Grant grant, boolean started) {
        return new HeldDelivery(grant.offset(), grant.token(), started, true);
    }

    /** Takes what was delivered to the consumer since the last call. */
    List<Effect.Grant> take(ConsumerId consumer) {
        List<Effect.Grant> taken = delivered.remove(consumer);
        return taken == null ? List.of() : taken;
    }

    /** Takes the one delivery that was made to the consumer since the last call. */
    Effect.Grant takeOne(ConsumerId consumer) {
        List<Effect.Grant> taken = take(consumer);
        if (taken.size() != 1) {
            throw new AssertionError("One delivery was expected, not " + taken);
        }
        return taken.get(0);
    }

    /** Sends a message and has it delivered to the consumer, which takes one at a time. */
    Effect.Grant deliverOneTo(ConsumerId consumer) {
        sendPlain(1);
        register(consumer, 1);
        return takeOne(consumer);
    }

    List<Long> takeOffsets(ConsumerId consumer) {
        return take(consumer).stream().map(Effect.Grant::offset).toList();
    }

    /** Returns how often the consumer's {@code Receive} was answered with nothing. */
    int emptyAnswers(ConsumerId consumer) {
        return emptyAnswers.getOrDefault(consumer, 0);
    }

    SettleResult.Kind settle(Effect.Grant grant, QueueCommand.Outcome outcome) {
        return settle(grant.offset(), grant.token(), outcome);
    }

    SettleResult.Kind settle(long offset, LeaseToken token, QueueCommand.Outcome outcome) {
        QueueReply reply =
                answer(new QueueCommand.Settle(List.of(new QueueCommand.Settlement(offset, token, outcome))));
        return ((QueueReply.Settled) reply).results().get(0).kind();
    }

    SettleResult.Kind ack(Effect.Grant grant) {
        return settle(grant, QueueCommand.Ack.INSTANCE);
    }

    SettleResult.Kind nack(Effect.Grant grant) {
        return settle(grant, new QueueCommand.Nack(Duration.ZERO, "failed"));
    }

    // Looking

    List<Effect.HandOver> takeHandOvers() {
        List<Effect.HandOver> taken = List.copyOf(handOvers);
        handOvers.clear();
        return taken;
    }

    QueueStatus status() {
        return queue.status(now());
    }

    /** Returns how many events of one kind each commit that has any brought. */
    List<Long> eventsOfEachCommit(Class<? extends Event> kind) {
        Map<Long, Long> counts = new TreeMap<>();
        for (int i = 0; i < journal.size(); i++) {
            if (kind.isInstance(journal.get(i))) {
                counts.merge(ordinals.get(i), 1L, Long::sum);
            }
        }
        return List.copyOf(counts.values());
    }

    /** Returns the events of one kind, in the order of the journal. */
    <E extends Event> List<E> journaled(Class<E> kind) {
        return journal.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
