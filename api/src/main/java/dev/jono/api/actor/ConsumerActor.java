package dev.jono.api.actor;

import dev.jono.api.ConsumerSettings;
import dev.jono.api.Delivery;
import dev.jono.api.DeliveryHandler;
import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.LeaseToken;
import dev.jono.api.QueueName;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueReply.SettleResult;
import dev.jono.api.spi.QueueAccess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The consumer: tells the queue of itself at intervals, takes deliveries into {@link Holdings}, has the {@link
 * HandlerPool} handle them, and sends what was decided of them down the {@link SettleLane}.
 *
 * <p>A stop goes through three phases: running handlers finish, settlements are confirmed, the queue is told goodbye.
 * Each is bounded in time.
 */
final class ConsumerActor extends AbstractBehavior<Consumer.Command> implements Held.Owner {
    private static final int DECISIONS_AT_ONCE = 2_000;
    private static final Duration SETTLE_AGAIN_AFTER = Duration.ofSeconds(2);
    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LEAVE_AGAIN_AFTER = Duration.ofMillis(500);
    private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration EXTEND_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SHORTEST_REFRESH = Duration.ofMillis(30);

    /** What the consumer tells itself. */
    sealed interface Internal extends Consumer.Command {}

    private enum Signal implements Internal {
        /** Handlers have decided about deliveries. */
        DECIDED,
        /** The last running handler has ended. */
        IDLE,
        /** Time to tell the queue what is held, or to look for the queue. */
        REFRESH,
        /** Time to look for silence. */
        TICK,
        /** The pause after a failure is over. */
        RESUME,
        /** The phase of the stop has taken long enough. */
        PHASE_DEADLINE,
        /** Say goodbye again. */
        LEAVE
    }

    private record FromQueue(QueueReply reply) implements Internal {}

    private record Resolved(
            @Nullable QueueKey key, @Nullable Throwable failure) implements Internal {}

    private record ExtendAsked(Held held, Duration lease, CompletableFuture<Void> answer) implements Internal {}

    private enum Phase {
        RUNNING,
        FINISHING,
        CONFIRMING,
        LEAVING,
        STOPPED
    }

    private final TimerScheduler<Consumer.Command> timers;
    private final QueueAccess access;
    private final QueueName queue;
    private final ConsumerSettings settings;
    private final ConsumerId id;
    private final ActorRef<Consumer.Command> self;
    private final ActorRef<QueueReply> fromQueue;
    private final Completions completions;
    private final HandlerPool pool;
    private final Inbox<Held> decisions = new Inbox<>();
    private final Holdings holdings = new Holdings();
    private final SettleLane lane = new SettleLane();
    private final Pauses pauses = new Pauses();
    private final List<ActorRef<Done>> stopping = new ArrayList<>();
    private Phase phase = Phase.RUNNING;
    private @Nullable QueueKey key;
    private boolean resolving;
    private boolean paused;
    private long grant;
    private Duration refreshInterval;

    static Behavior<Consumer.Command> create(
            QueueAccess access, QueueName queue, ConsumerSettings settings, DeliveryHandler handler) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new ConsumerActor(
                context,
                timers,
                access,
                queue,
                settings,
                handler,
                context.getSystem().dispatchers().lookup(DispatcherSelector.fromConfig(settings.dispatcher())))));
    }

    static Behavior<Consumer.Command> create(
            QueueAccess access, QueueName queue, ConsumerSettings settings, ActorRef<Delivery> target) {
        DeliveryHandler handOver = delivery -> {
            target.tell(delivery);
            return ((Held) delivery).whenDecided();
        };
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            context.watch(target);
            return new ConsumerActor(context, timers, access, queue, settings, handOver, Runnable::run);
        }));
    }

    private ConsumerActor(
            ActorContext<Consumer.Command> context,
            TimerScheduler<Consumer.Command> timers,
            QueueAccess access,
            QueueName queue,
            ConsumerSettings settings,
            DeliveryHandler handler,
            Executor executor) {
        super(context);
        this.timers = timers;
        this.access = access;
        this.queue = queue;
        this.settings = settings;
        this.id = new ConsumerId(access.process(), UUID.randomUUID().toString());
        ActorRef<Consumer.Command> me = context.getSelf();
        this.self = me;
        this.fromQueue = context.messageAdapter(QueueReply.class, FromQueue::new);
        this.completions = new Completions(context.getExecutionContext());
        this.pool = new HandlerPool(handler, settings.concurrency(), executor, () -> me.tell(Signal.IDLE));
        this.refreshInterval = settings.refreshInterval();
        decisions.attach(() -> me.tell(Signal.DECIDED));
        timers.startTimerWithFixedDelay(Signal.REFRESH, refreshInterval);
        resolve();
    }

    @Override
    public Receive<Consumer.Command> createReceive() {
        return newReceiveBuilder()
                .onMessageEquals(Signal.DECIDED, () -> turn(() -> decisions.drain(DECISIONS_AT_ONCE, this::onDecided)))
                .onMessage(FromQueue.class, message -> turn(() -> onReply(message.reply())))
                .onMessageEquals(Signal.REFRESH, () -> turn(this::onRefresh))
                .onMessageEquals(Signal.TICK, () -> turn(this::onTick))
                .onMessageEquals(Signal.RESUME, () -> turn(() -> paused = false))
                .onMessageEquals(Signal.IDLE, () -> turn(() -> {}))
                .onMessage(ExtendAsked.class, asked -> turn(() -> onExtendAsked(asked)))
                .onMessage(Resolved.class, resolved -> turn(() -> onResolved(resolved)))
                .onMessage(Consumer.Stop.class, stop -> turn(() -> onStop(stop.replyTo())))
                .onMessageEquals(Signal.PHASE_DEADLINE, () -> turn(this::onPhaseDeadline))
                .onMessageEquals(Signal.LEAVE, () -> turn(this::leave))
                .onSignal(Terminated.class, gone -> turn(this::beginStop))
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    /** One turn: something happened, so settle what may be settled now and tell whoever has waited for it. */
    private Behavior<Consumer.Command> turn(Runnable step) {
        step.run();
        pump();
        advanceStop();
        completions.run();
        return phase == Phase.STOPPED ? Behaviors.stopped() : this;
    }

    private void pump() {
        while (key != null && !paused && lane.maySend()) {
            tell(key, new QueueCommand.Settle(lane.next(System.nanoTime())));
            if (!timers.isTimerActive(Signal.TICK)) {
                timers.startTimerWithFixedDelay(Signal.TICK, TICK);
            }
        }
    }

    private void tell(QueueKey to, QueueCommand command) {
        access.tell(to, new QueueRequest(command, fromQueue));
    }

    // The queue's whereabouts.

    private void resolve() {
        if (!resolving) {
            resolving = true;
            getContext().pipeToSelf(access.resolve(queue), Resolved::new);
        }
    }

    private void onResolved(Resolved resolved) {
        resolving = false;
        if (resolved.failure() != null) {
            getContext()
                    .getLog()
                    .info(
                            "Consumer of {}: waiting for it: {}",
                            queue,
                            Failures.of(resolved.failure()).getMessage());
            return; // the next refresh looks again
        }
        key = resolved.key();
        refresh();
    }

    // What the queue is told, and what it says.

    private void onRefresh() {
        if (key == null) {
            resolve();
        } else {
            refresh();
        }
    }

    private void refresh() {
        if (key != null) {
            grant++;
            tell(
                    key,
                    new QueueCommand.Refresh(
                            id,
                            grant,
                            phase == Phase.RUNNING ? settings.capacity() : 0,
                            settings.concurrency(),
                            holdings.epoch(),
                            holdings.highestSeen(),
                            holdings.describe(settings.autoExtend(), settings.maxHandling(), System.nanoTime())));
        }
    }

    private void onReply(QueueReply reply) {
        if (reply instanceof QueueReply.Deliveries deliveries) {
            onDeliveries(deliveries);
        } else if (reply instanceof QueueReply.Settled settled) {
            settled.results().forEach(this::onSettled);
            pauses.reset();
        } else if (reply instanceof QueueReply.Refreshed refreshed) {
            onRefreshed(refreshed);
        } else if (reply instanceof QueueReply.Failed failed) {
            onFailed(failed);
        } else if (reply instanceof QueueReply.Done) {
            phase = phase == Phase.LEAVING ? Phase.STOPPED : phase;
        } else {
            getContext().getLog().warn("Consumer of {}: an unexpected {} is ignored.", queue, reply);
        }
    }

    private void onDeliveries(QueueReply.Deliveries deliveries) {
        if (key == null || !deliveries.key().equals(key)) {
            return;
        }
        List<Held> taken = holdings.take(deliveries, key, this);
        if (phase == Phase.RUNNING) {
            pool.handle(taken);
        } else {
            giveBackUnstarted(taken);
        }
        keepRefreshingInTime();
    }

    /** A lease must be extended well before it ends, however short it is. */
    private void keepRefreshingInTime() {
        if (holdings.shortestLeaseMillis() / 3 < refreshInterval.toMillis()) {
            Duration third = Duration.ofMillis(holdings.shortestLeaseMillis() / 3);
            Duration interval = third.compareTo(SHORTEST_REFRESH) > 0 ? third : SHORTEST_REFRESH;
            if (interval.compareTo(refreshInterval) < 0) {
                refreshInterval = interval;
                timers.startTimerWithFixedDelay(Signal.REFRESH, refreshInterval);
            }
        }
    }

    private void onRefreshed(QueueReply.Refreshed refreshed) {
        if (refreshed.key().equals(key) && holdings.seeEpoch(refreshed.epoch())) {
            refreshed.lost().forEach(holdings::lose);
            holdings.seeDeliveredUpTo(refreshed.deliveredUpTo());
        }
    }

    private void onSettled(SettleResult result) {
        Held held = holdings.find(result.token());
        if (held == null || !held.isDecided()) {
            return;
        }
        lane.answered(held);
        holdings.remove(result.token());
        CompletableFuture<Void> confirmed = held.confirmed();
        if (result.kind() == SettleResult.Kind.LEASE_LOST) {
            JonoException lost = leaseLost(held.token());
            getContext().getLog().debug("Consumer of {}: {}", queue, lost.getMessage());
            if (confirmed != null) {
                completions.fail(confirmed, lost);
            }
        } else if (confirmed != null) {
            completions.complete(confirmed);
        }
    }

    private void onFailed(QueueReply.Failed failed) {
        if (Failures.isPassing(failed.reason())) {
            if (lane.isOutstanding()) {
                pause();
            }
        } else if (failed.reason() == Reason.UNKNOWN_QUEUE) {
            forget(Failures.of(failed));
        } else {
            getContext().getLog().warn("Consumer of {}: {} {}", queue, failed.reason(), failed.detail());
            if (failed.reason() == Reason.INVALID) {
                abandon(lane.takeOutstanding(), Failures.of(failed));
            }
        }
    }

    private void pause() {
        paused = true;
        lane.retry();
        timers.startSingleTimer(Signal.RESUME, pauses.next());
    }

    /** The queue is gone, and what was held with it. Its name may be declared anew. */
    private void forget(JonoException failure) {
        getContext().getLog().info("Consumer of {}: {}", queue, failure.getMessage());
        key = null;
        lane.clear();
        holdings.all().forEach(Held::drop);
        abandon(List.copyOf(holdings.all()), failure);
        holdings.clear();
    }

    private void abandon(Collection<Held> deliveries, JonoException failure) {
        for (Held held : deliveries) {
            holdings.remove(held.token());
            CompletableFuture<Void> confirmed = held.confirmed();
            if (confirmed != null) {
                completions.fail(confirmed, failure);
            }
        }
    }

    private void onTick() {
        if (!lane.isOutstanding()) {
            timers.cancel(Signal.TICK);
        } else if (lane.isOverdue(System.nanoTime(), SETTLE_AGAIN_AFTER.toNanos())) {
            lane.retry();
        }
    }

    // What handlers ask for, on threads of their own.

    @Override
    public void decided(Held held) {
        decisions.add(held);
    }

    private void onDecided(Held held) {
        if (holdings.find(held.token()) == held) {
            lane.add(held);
        } else { // the queue was forgotten meanwhile
            abandon(List.of(held), leaseLost(held.token()));
        }
    }

    @Override
    public void extend(Held held, Duration lease, CompletableFuture<Void> answer) {
        self.tell(new ExtendAsked(held, lease, answer));
    }

    /** A lease may be extended often, so each extension has an actor of its own that knows which answer is whose. */
    private void onExtendAsked(ExtendAsked asked) {
        if (key == null || holdings.find(asked.held().token()) != asked.held()) {
            completions.fail(asked.answer(), leaseLost(asked.held().token()));
            return;
        }
        CompletableFuture<QueueReply> reply = new CompletableFuture<>();
        getContext()
                .spawnAnonymous(OneShot.create(
                        access,
                        key,
                        new QueueCommand.Settle(List.of(new QueueCommand.Settlement(
                                asked.held().offset(), asked.held().token(), new QueueCommand.Extend(asked.lease())))),
                        EXTEND_TIMEOUT,
                        reply));
        var unused = reply.whenComplete((answer, failure) -> {
            if (failure != null) {
                asked.answer().completeExceptionally(Failures.of(failure));
            } else if (answer instanceof QueueReply.Settled settled
                    && settled.results().get(0).kind() == SettleResult.Kind.DONE) {
                asked.answer().complete(null);
            } else {
                asked.answer().completeExceptionally(leaseLost(asked.held().token()));
            }
        });
    }

    private JonoException leaseLost(LeaseToken token) {
        return new JonoException(
                Reason.LEASE_LOST,
                "The lease " + token + " of " + queue + " has ended; the message goes, or went, to somebody else.");
    }

    // The stop.

    private void onStop(ActorRef<Done> replyTo) {
        stopping.add(replyTo);
        beginStop();
    }

    private void beginStop() {
        if (phase == Phase.RUNNING) {
            enter(Phase.FINISHING, settings.stopTimeout());
            refresh();
            giveBackUnstarted(holdings.all());
        }
    }

    private void giveBackUnstarted(Collection<Held> deliveries) {
        for (Held held : deliveries) {
            if (held.drop()) {
                held.giveBack();
            }
        }
    }

    private void advanceStop() {
        if (phase == Phase.FINISHING && pool.isIdle()) {
            enter(Phase.CONFIRMING, CONFIRM_TIMEOUT);
        }
        if (phase == Phase.CONFIRMING && holdings.isEmpty()) {
            beginLeaving();
        }
    }

    private void onPhaseDeadline() {
        if (phase == Phase.FINISHING) {
            holdings.all().forEach(Held::giveBack);
            enter(Phase.CONFIRMING, CONFIRM_TIMEOUT);
        } else if (phase == Phase.CONFIRMING) {
            beginLeaving();
        } else {
            phase = Phase.STOPPED;
        }
    }

    private void beginLeaving() {
        enter(Phase.LEAVING, LEAVE_TIMEOUT);
        timers.cancel(Signal.REFRESH);
        timers.startTimerWithFixedDelay(Signal.LEAVE, LEAVE_AGAIN_AFTER);
        leave();
    }

    private void leave() {
        if (key == null) {
            phase = Phase.STOPPED;
        } else {
            tell(key, new QueueCommand.Leave(id));
        }
    }

    private void enter(Phase next, Duration atMost) {
        phase = next;
        timers.startSingleTimer(Signal.PHASE_DEADLINE, atMost);
    }

    private Behavior<Consumer.Command> onPostStop() {
        JonoException unknown = new JonoException(
                Reason.UNKNOWN,
                "The consumer was stopped before " + queue + " confirmed: the message may be delivered again.");
        holdings.all().forEach(Held::drop);
        holdings.all().forEach(Held::giveBack);
        abandon(List.copyOf(holdings.all()), unknown);
        completions.run();
        stopping.forEach(waiting -> waiting.tell(Done.getInstance()));
        return this;
    }
}
