package dev.jono.persistence;

import dev.jono.api.JonoException.Reason;
import dev.jono.api.actor.QueueInbound;
import dev.jono.api.actor.QueueRequest;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.core.Input;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Collects commands while a commit is under way and hands them to the journal actor as one batch as soon as the last one is
 * done, or sooner when they are many: group commit, with no fixed wait. Bounded; past the bound a sender is told {@code OVERLOADED}. When the journal
 * actor fails, what is under way is answered {@code UNKNOWN}, the rest {@code UNAVAILABLE}, and a new one is started with
 * backoff.
 */
final class Gate extends AbstractBehavior<QueueInbound> {
    private static final Duration CHECK_EVERY = Duration.ofSeconds(1);

    private static final long TICK_EVERY_MILLIS = Duration.ofMinutes(1).toMillis();

    /** One is written, one is decided on meanwhile and written next. */
    private static final int MOST_BATCHES = 2;

    /** The scheduler takes no timer of more than some months; a message may be delayed for a year. */
    private static final long MAX_TIMER_MILLIS = Duration.ofHours(1).toMillis();

    private final QueueKey key;
    private final Journals journals;
    private final ActorRef<ActorRef<QueueInbound>> passivate;
    private final TimerScheduler<QueueInbound> timers;
    private final QueueActorSettings settings;
    private final PayloadBudget budget;
    private final GateBuffer buffer;
    private final Runnable endProcessWatch;

    private org.apache.pekko.actor.@Nullable ActorRef journal;

    /** What the journal actor is working on, batch by batch. */
    private final Deque<List<Pending>> underWay = new ArrayDeque<>();

    private Phase phase = Phase.READING;
    private int failures;
    private long lastTickMillis = Clock.monotonicMillis();

    /** Where the queue is in its life, as its gate sees it. Commands wait in all but the last two. */
    private enum Phase {
        /** A journal actor reads the queue. */
        READING,
        /** The journal actor takes batches. */
        OPEN,
        /** The journal actor is gone; a new one is started after the backoff. */
        FAILED,
        /** The catalogue does not know the queue; the next command has it asked again. */
        UNDECLARED,
        /** What is under way is awaited. */
        STOPPING,
        /** The journal actor ends, and with it the gate. */
        FINISHING
    }

    /** Makes the journal actor behind a gate. */
    @FunctionalInterface
    interface Journals {
        Props props(ActorRef<QueueInbound> gate, QueueActorSettings settings);
    }

    private Gate(
            ActorContext<QueueInbound> context,
            TimerScheduler<QueueInbound> timers,
            QueueKey key,
            QueueEnvironment environment,
            ActorRef<ActorRef<QueueInbound>> passivate,
            Journals journals) {
        super(context);
        this.timers = timers;
        this.key = key;
        this.journals = journals;
        this.passivate = passivate;
        this.settings = QueueActorSettings.from(context.getSystem().settings().config());
        this.budget = PayloadBudget.get(context.getSystem());
        this.buffer = new GateBuffer(settings, budget);
        var self = context.getSelf();
        this.endProcessWatch =
                environment.onProcessLost(process -> self.tell(new GateMessage.Inject(new Input.ProcessLost(process))));
        startJournal();
    }

    static Behavior<QueueInbound> create(
            QueueKey key, QueueEnvironment environment, ActorRef<ActorRef<QueueInbound>> passivate) {
        return create(
                key,
                environment,
                passivate,
                (gate, settings) -> QueueJournalActor.props(key, environment, gate, settings));
    }

    static Behavior<QueueInbound> create(
            QueueKey key, QueueEnvironment environment, ActorRef<ActorRef<QueueInbound>> passivate, Journals journals) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new Gate(context, timers, key, environment, passivate, journals)));
    }

    @Override
    public Receive<QueueInbound> createReceive() {
        return newReceiveBuilder()
                .onMessage(QueueRequest.class, this::request)
                .onMessage(GateMessage.Done.class, this::done)
                .onMessage(GateMessage.Answered.class, this::answered)
                .onMessage(GateMessage.Inject.class, this::inject)
                .onMessage(GateMessage.TimeToTick.class, tick -> inject(new GateMessage.Inject(Input.Tick.INSTANCE)))
                .onMessage(GateMessage.CheckWaiting.class, check -> checkWaiting())
                .onMessage(GateMessage.NotDeclared.class, unknown -> notDeclared())
                .onMessage(GateMessage.Restart.class, restart -> restart())
                .onMessage(GateMessage.Idle.class, idle -> idle())
                .onMessage(QueueEntity.Stop.class, stop -> stop())
                .onSignal(Terminated.class, this::journalGone)
                .onSignal(PostStop.class, stopped -> {
                    endProcessWatch.run();
                    buffer.clear();
                    return this;
                })
                .build();
    }

    // Commands in

    private Behavior<QueueInbound> request(QueueRequest request) {
        timers.cancel(GateMessage.Idle.class);
        Pending pending =
                GateBuffer.pending(new Input.Client(request.command()), request.replyTo(), Clock.monotonicMillis());
        if (isStopping()) {
            pending.reply(unavailable("The queue is moving to another node."));
        } else if (!buffer.hasRoom(pending)) {
            pending.reply(new QueueReply.Failed(Reason.OVERLOADED, nodeIsFull()));
        } else if (buffer.offer(pending)) {
            askAgainWhetherDeclared();
            handOn();
        } else {
            pending.reply(new QueueReply.Failed(
                    Reason.OVERLOADED,
                    "More waits at queue " + key.queue()
                            + " than it may hold in flight. Send more slowly, or again in a moment."));
        }
        return this;
    }

    private Behavior<QueueInbound> inject(GateMessage.Inject inject) {
        if (!isStopping()) {
            buffer.offer(Pending.own(inject.input()));
            handOn();
        }
        return this;
    }

    // Batches out

    private void handOn() {
        while (phase == Phase.OPEN && journal != null && isTimeForABatch()) {
            timers.cancel(GateMessage.TimeToTick.class);
            tickIfBusyForLong();
            List<Pending> batch = buffer.nextBatch();
            underWay.add(batch);
            journal.tell(new GateMessage.Batch(batch), org.apache.pekko.actor.ActorRef.noSender());
        }
        if (!buffer.isEmpty() && !timers.isTimerActive(GateMessage.CheckWaiting.class)) {
            timers.startSingleTimer(GateMessage.CheckWaiting.class, new GateMessage.CheckWaiting(), CHECK_EVERY);
        }
    }

    private boolean isTimeForABatch() {
        return underWay.isEmpty() ? !buffer.isEmpty() : underWay.size() < MOST_BATCHES && buffer.isWorthAnotherCommit();
    }

    /** A queue that never waits for work has no timer, yet its time must pass. */
    private void tickIfBusyForLong() {
        long now = Clock.monotonicMillis();
        if (now - lastTickMillis >= TICK_EVERY_MILLIS) {
            lastTickMillis = now;
            buffer.offer(Pending.own(Input.Tick.INSTANCE));
        }
    }

    private Behavior<QueueInbound> done(GateMessage.Done done) {
        if (underWay.poll() != null) {
            buffer.batchEnded();
        }
        failures = 0;
        if (phase == Phase.STOPPING && underWay.isEmpty()) {
            finish();
        }
        if (isStopping()) {
            return this;
        }
        phase = Phase.OPEN;
        handOn();
        if (underWay.isEmpty()) {
            waitForWork(done);
        }
        return this;
    }

    private Behavior<QueueInbound> answered(GateMessage.Answered answered) {
        @Nullable List<Pending> oldest = underWay.poll();
        if (oldest != null) { // the journal actor begins with what nobody has sent
            underWay.addFirst(oldest.subList(answered.inputs(), oldest.size()));
        }
        return this;
    }

    private void waitForWork(GateMessage.Done done) {
        if (done.untilNextMillis() == 0) {
            inject(new GateMessage.Inject(Input.Tick.INSTANCE));
        } else if (done.untilNextMillis() != Long.MAX_VALUE) {
            timers.startSingleTimer(
                    GateMessage.TimeToTick.class,
                    new GateMessage.TimeToTick(),
                    Duration.ofMillis(Math.min(done.untilNextMillis(), MAX_TIMER_MILLIS)));
        }
        if (done.empty() && !timers.isTimerActive(GateMessage.Idle.class)) {
            timers.startSingleTimer(GateMessage.Idle.class, new GateMessage.Idle(), settings.passivateAfter());
        } else if (!done.empty()) {
            timers.cancel(GateMessage.Idle.class);
        }
    }

    /** Nobody waits for ever: what could not be handed on in time is answered. */
    private Behavior<QueueInbound> checkWaiting() {
        long oldest = Clock.monotonicMillis() - settings.maxWait().toMillis();
        buffer.removeOlderThan(oldest)
                .forEach(pending -> pending.reply(unavailable("The queue could not be reached within "
                        + settings.maxWait() + ": its journal does not answer.")));
        handOn();
        return this;
    }

    // The journal actor's life

    private void startJournal() {
        org.apache.pekko.actor.ActorRef child =
                Adapter.actorOf(getContext(), journals.props(getContext().getSelf(), settings));
        Adapter.watch(getContext(), child);
        journal = child;
        phase = Phase.READING;
    }

    private Behavior<QueueInbound> journalGone(Terminated terminated) {
        if (terminated instanceof ChildFailed failed) {
            getContext().getLog().error("Queue {} stopped; it is read again", key, failed.getCause());
        }
        journal = null;
        buffer.allEnded();
        QueueReply unknown = new QueueReply.Failed(
                Reason.UNKNOWN, "The write failed on the way: it may or may not be stored. Ask again.");
        underWay.forEach(batch -> batch.forEach(pending -> pending.reply(unknown)));
        underWay.clear();
        if (isStopping()) {
            return Behaviors.stopped();
        }
        if (phase == Phase.UNDECLARED) {
            if (!buffer.isEmpty()) {
                startJournal();
            }
            return this;
        }
        phase = Phase.FAILED;
        buffer.removeClients()
                .forEach(pending -> pending.reply(unavailable("The queue's journal failed; it is being read again.")));
        timers.cancel(GateMessage.TimeToTick.class);
        timers.startSingleTimer(GateMessage.Restart.class, new GateMessage.Restart(), backoff());
        return this;
    }

    private Duration backoff() {
        Duration backoff = settings.minBackoff().multipliedBy(1L << Math.min(failures, 10));
        failures++;
        return backoff.compareTo(settings.maxBackoff()) < 0 ? backoff : settings.maxBackoff();
    }

    private Behavior<QueueInbound> restart() {
        startJournal();
        return this;
    }

    /** Lets the queue go: an entity without a declaration must cost nothing. */
    private Behavior<QueueInbound> notDeclared() {
        if (isStopping()) {
            return this;
        }
        phase = Phase.UNDECLARED;
        buffer.clear()
                .forEach(pending -> pending.reply(new QueueReply.Failed(
                        Reason.UNKNOWN_QUEUE, "No queue " + key.queue() + " is declared. Declare it first.")));
        if (journal != null) {
            Adapter.stop(getContext(), journal);
        }
        passivate.tell(getContext().getSelf());
        return this;
    }

    /** It may have been declared since; the shard sends nothing here while it lets the entity go. */
    private void askAgainWhetherDeclared() {
        if (phase == Phase.UNDECLARED && journal == null) {
            startJournal();
        }
    }

    // The end

    private Behavior<QueueInbound> idle() {
        if (!isStopping() && buffer.isEmpty() && underWay.isEmpty()) {
            passivate.tell(getContext().getSelf());
        }
        return this;
    }

    private Behavior<QueueInbound> stop() {
        buffer.removeClients().forEach(pending -> pending.reply(unavailable("The queue is moving to another node.")));
        if (journal == null) {
            return Behaviors.stopped();
        }
        if (phase == Phase.OPEN && underWay.isEmpty()) {
            finish();
        } else if (phase == Phase.OPEN) {
            phase = Phase.STOPPING;
        } else if (!isStopping()) {
            phase = Phase.FINISHING;
            Adapter.stop(getContext(), journal); // it has begun nothing that would have to be ended
        }
        return this;
    }

    private void finish() {
        phase = Phase.FINISHING;
        if (journal != null) {
            journal.tell(new GateMessage.Finish(), org.apache.pekko.actor.ActorRef.noSender());
        }
    }

    private boolean isStopping() {
        return phase == Phase.STOPPING || phase == Phase.FINISHING;
    }

    private String nodeIsFull() {
        return "The messages on their way into this node's queues take " + budget.sendingBytes()
                + " bytes of its memory; " + PayloadBudget.SEND_LIMIT + " is " + budget.sendLimitBytes()
                + ". Send more slowly, add nodes, or give the node a larger heap.";
    }

    private static QueueReply unavailable(String detail) {
        return new QueueReply.Failed(Reason.UNAVAILABLE, detail + " Nothing was stored; try again.");
    }
}
