package dev.jono.core;

import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One partition of a queue, pure. Three functions decide what becomes of its messages:
 *
 * <ol>
 *   <li>{@link #decide} reads the state and says what to journal and to answer;
 *   <li>{@link #evolve} applies what is journaled, after the decision and on replay alike;
 *   <li>{@link #dispatch} runs after that: it matches ready messages with credit and says what to deliver.
 * </ol>
 *
 * What it answers and says to do depends on all events that it has evolved by: nobody may see any of that before these are stored. Whoever holds it back until then says when it is
 * over, and time begins only with that: {@link #begin} when a delivery leaves, {@link #opened} when the queue takes its first commands after {@link #recovered}. A lease whose
 * beginning is not told ends neither by time nor is it journaled for its age: a message whose ack is lost is never delivered again.
 *
 * Not safe for use by several threads.
 */
public final class Queue {
    private final QueueState state;
    private final Leasing leasing = new Leasing();
    private final WallClock clock = new WallClock();
    private final Dispatcher dispatcher;
    private final Limits limits;

    /** Whether the last decision consumed nothing because of what was due: then the inputs have their turn. */
    private boolean inputsFirst;

    private Queue(QueueState state, Limits limits) {
        this.state = state;
        this.limits = limits;
        this.dispatcher = new Dispatcher(state, leasing, limits);
    }

    /** Returns a queue to which nothing has happened. */
    public static Queue empty(Limits limits) {
        return new Queue(new QueueState(), limits);
    }

    /** Returns a queue as it was when {@code image} was taken. */
    public static Queue restore(QueueImage image, Limits limits) {
        return new Queue(Images.toState(image), limits);
    }

    /** Takes the journaled state, for a snapshot. */
    public QueueImage image() {
        return Images.of(state);
    }

    /** Applies {@code event}, which the journal holds in row {@code ordinal}. */
    public void evolve(Event event, long ordinal) {
        state.evolve(event, ordinal);
    }

    /**
     * Takes up the leases that the journal knows, after the last event has been replayed, and holds the head back until the
     * consumers have had the time to say what else they hold; not when the last epoch ended in good order. The time of both begins when
     * the queue is {@link #opened}. Wall time goes on from the last journaled one.
     */
    public void recovered(Now now) {
        clock.begin(onQueueTime(now));
        leasing.restore(state);
        if (!state.epochEnded && state.depth() > 0) {
            dispatcher.holdHead();
        }
    }

    /**
     * The beginning of the epoch is stored, and commands are taken from now on: the leases that were restored have their full time, and consumers theirs to say what they
     * hold. Said again, it changes nothing.
     */
    public void opened(Now now) {
        leasing.beginRestored(now.monotonicMillis());
        dispatcher.opened(now.monotonicMillis() + limits.refreshMillis());
    }

    /**
     * Decides on {@code inputs}, in order, as far as one batch goes. What has become due goes first, but for the end of a lease that one of them settles or extends; when no input was
     * consumed beside it, the next decision takes inputs alone, so that neither keeps the other waiting. Changes nothing.
     */
    public Decision decide(List<Input> inputs, Now now) {
        Batch batch = new Batch(state, leasing, limits, onQueueTime(now), clock.beganMillis());
        List<@Nullable QueueReply> replies = new ArrayList<>(inputs.size());
        Decider decider = new Decider(batch);
        boolean begins = !inputs.isEmpty() && inputs.get(0) instanceof Input.BeginEpoch;
        if (state.isDeclared() && !begins && !inputsFirst) {
            new TimeRules(batch).decide(inputs);
            batch.timeHadItsDue();
        }
        for (Input input : inputs) {
            if (!decider.takes(input)) {
                break;
            }
            replies.add(decider.decide(input, this::status));
        }
        batch.close();
        return new Decision(replies.size(), batch.events, batch.notes, replies);
    }

    /**
     * Carries a decision into soft state and says what to do now. Called after each decision, also one without
     * events, as soon as its events have been evolved.
     *
     * @throws IllegalStateException when the state contradicts itself; the queue must stop
     */
    public List<Effect> dispatch(Decision decision, AtHand atHand, Now now) {
        Now queueTime = onQueueTime(now);
        clock.goOnFrom(queueTime);
        inputsFirst = decision.consumed() == 0;
        List<Effect> effects = dispatcher.dispatch(decision, atHand, queueTime);
        Invariants.check(state, leasing);
        return effects;
    }

    /**
     * Says what to do now that more is at hand than before. Called between decisions; a {@link Input.Tick} is due after it, because of what was granted.
     *
     * @throws IllegalStateException when the state contradicts itself; the queue must stop
     */
    public List<Effect> dispatch(AtHand atHand, Now now) {
        Now queueTime = onQueueTime(now);
        clock.goOnFrom(queueTime);
        List<Effect> effects = dispatcher.dispatch(atHand, queueTime);
        Invariants.check(state, leasing);
        return effects;
    }

    /** A delivery leaves: only now does the time of its leases begin, as far as they are still in force. */
    public void begin(Effect.Deliver deliver, Now now) {
        leasing.begin(deliver.grants(), now.monotonicMillis());
    }

    /** Returns which rows have to be in memory, and which should be. */
    public Needed needed(AtHand atHand, Now now) {
        return dispatcher.needed(atHand, onQueueTime(now));
    }

    /** Has {@code removals} told, from now on, of each message that an event removes. */
    public void tell(Removals removals) {
        state.removals = removals;
    }

    /** Returns the row that holds the message of an offset, or its place if it is gone; {@code null} when the row has no live message. */
    public @Nullable RowEntry rowOf(long offset) {
        return state.rows.rowOf(offset);
    }

    /** Tells in how many milliseconds a {@link Input.Tick} has something to do; {@code Long.MAX_VALUE} for never. */
    public long untilNext(Now now) {
        Now queueTime = onQueueTime(now);
        return Math.min(TimeRules.untilNext(state, leasing, limits, queueTime), dispatcher.untilNext(queueTime));
    }

    private Now onQueueTime(Now now) {
        return clock.read(now, Math.max(state.lastWallMillis, leasing.expiredUntilMillis()));
    }

    /** Tells whether the catalogue's declaration has reached the queue. */
    public boolean isDeclared() {
        return state.isDeclared();
    }

    /** Returns the queue's key, once it is declared. */
    public Optional<QueueKey> key() {
        return Optional.ofNullable(state.key);
    }

    /** Returns the incarnation's number. */
    public long epoch() {
        return state.epoch;
    }

    /** Tells whether nothing at all would be missed if the actor stopped: only then may it passivate. */
    public boolean isEmpty(Now now) {
        return state.depth() == 0
                && leasing.consumers().size() == 0
                && !state.paused
                && state.deduplication.size(onQueueTime(now).wallMillis()) == 0
                && state.sessions.keySet().stream().allMatch(producer -> producer.isHandOver());
    }

    /** Returns how many messages there are. */
    public long depth() {
        return state.depth();
    }

    /** Returns how many bytes the messages have, those in one row as an average. */
    public long bytes() {
        return state.rows.bytes();
    }

    /** Returns the least ordinal of a row that holds a live message, and the one after {@code lastRow} when none does. */
    public long lowestRow(long lastRow) {
        return Math.min(lastRow + 1, state.rows.leastOrdinal());
    }

    /** Returns how many rows hold live messages. */
    public long rowCount() {
        return state.rows.size();
    }

    /** Returns those {@code most} rows with live messages that have the least ordinals, in the order of their offsets. */
    public List<RowEntry> oldestRows(int most) {
        return state.rows.oldest(most);
    }

    /** Returns at most {@code most} rows with live messages, in the order of their offsets, the first one that which holds {@code offset} or comes after it. */
    public List<RowEntry> rowsFrom(long offset, int most) {
        return state.rows.from(offset, most);
    }

    /** Returns a test for whether the queue still has the message of an offset. */
    public LongPredicate liveOffsets() {
        return state::isLive;
    }

    /** Returns the processes that hold leases, to be compared with those that are members. */
    public Collection<String> leasingProcesses() {
        return leasing.leases().stream()
                .filter(lease -> !lease.record.endsByTimeAlone())
                .map(lease -> lease.record.consumer().process())
                .distinct()
                .toList();
    }

    /** Describes the queue at this moment. */
    public QueueStatus status(Now now) {
        RowEntry oldest = state.rows.first();
        long age = oldest == null ? 0 : Math.max(0, onQueueTime(now).wallMillis() - oldest.sentAtMillis());
        return new QueueStatus(
                state.key(),
                state.settings,
                state.epoch,
                state.depth(),
                state.rows.bytes(),
                state.ready.size() - leasing.leased(),
                state.delayed.size(),
                leasing.leased(),
                state.deadLetters.size(),
                leasing.consumers().size(),
                state.paused,
                age,
                state.sent,
                state.acked,
                state.deadLettered,
                state.expired,
                leasing.redelivered);
    }

    QueueState state() {
        return state;
    }

    Leasing leasing() {
        return leasing;
    }

    /** Answers {@code Describe} from within a batch. */
    private QueueReply status(QueueCommand.Describe describe, Now now) {
        return new QueueReply.Described(status(now));
    }
}
