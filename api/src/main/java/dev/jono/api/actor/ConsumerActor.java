package dev.jono.api.actor;

import dev.jono.api.ConsumerSettings;
import dev.jono.api.Delivery;
import dev.jono.api.DeliveryHandler;
import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.QueueName;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.spi.QueueAccess;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
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
 * The consumer: takes deliveries into {@link Holdings}, has the {@link HandlerPool} handle them, and leaves the rest to its
 * parts: {@link Refreshing} tells the queue of it, {@link Settling} takes back what was decided, {@link Extending} extends
 * leases, {@link ConsumerStop} ends it.
 */
final class ConsumerActor extends AbstractBehavior<Consumer.Command> implements Held.Owner {
    private static final int DECISIONS_AT_ONCE = 2_000;
    private static final int EXTENSIONS_AT_ONCE = 100;

    /** What the consumer tells itself. */
    sealed interface Internal extends Consumer.Command {}

    /** What has become due or has happened. */
    enum Signal implements Internal {
        /** Handlers have decided about deliveries. */
        DECIDED,
        /** Handlers want leases extended. */
        EXTENSIONS_ASKED,
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

    private final QueueName queue;
    private final ConsumerSettings settings;
    private final Completions completions;
    private final QueueLink<Consumer.Command> link;
    private final HandlerPool pool;
    private final Inbox<Held> decisions = new Inbox<>();
    private final Inbox<Extending.Asked> extensions = new Inbox<>();
    private final Holdings holdings = new Holdings();
    private final Refreshing refreshing;
    private final Settling settling;
    private final Extending extending;
    private final ConsumerStop stop;

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
        this.queue = queue;
        this.settings = settings;
        ActorRef<Consumer.Command> me = context.getSelf();
        this.completions = new Completions(context.getExecutionContext());
        this.link = new QueueLink<>(
                context, access, queue, context.messageAdapter(QueueReply.class, FromQueue::new), Resolved::new);
        this.pool = new HandlerPool(handler, settings.concurrency(), executor, () -> me.tell(Signal.IDLE));
        ConsumerId id = new ConsumerId(access.process(), UUID.randomUUID().toString());
        this.refreshing = new Refreshing(id, settings, link, holdings, timers);
        this.settling = new Settling(queue, link, holdings, completions, timers, context.getLog());
        this.extending = new Extending(context, access, queue);
        this.stop = new ConsumerStop(id, link, holdings, pool, timers);
        decisions.attach(() -> me.tell(Signal.DECIDED));
        extensions.attach(() -> me.tell(Signal.EXTENSIONS_ASKED));
        link.resolve();
    }

    @Override
    public Receive<Consumer.Command> createReceive() {
        return newReceiveBuilder()
                .onMessageEquals(
                        Signal.DECIDED, () -> turn(() -> decisions.drain(DECISIONS_AT_ONCE, settling::decided)))
                .onMessage(FromQueue.class, message -> turn(() -> onReply(message.reply())))
                .onMessageEquals(Signal.REFRESH, () -> turn(this::onRefresh))
                .onMessageEquals(Signal.TICK, () -> turn(settling::tick))
                .onMessageEquals(Signal.RESUME, () -> turn(settling::resume))
                .onMessageEquals(Signal.IDLE, () -> turn(() -> {}))
                .onMessageEquals(
                        Signal.EXTENSIONS_ASKED,
                        () -> turn(() -> extensions.drain(EXTENSIONS_AT_ONCE, this::onExtensionAsked)))
                .onMessage(Resolved.class, resolved -> turn(() -> onResolved(resolved)))
                .onMessage(Consumer.Stop.class, asked -> turn(() -> onStop(asked)))
                .onMessageEquals(Signal.PHASE_DEADLINE, () -> turn(stop::deadline))
                .onMessageEquals(Signal.LEAVE, () -> turn(stop::leave))
                .onSignal(Terminated.class, gone -> turn(this::beginStop))
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    /** One turn: something happened, so settle what may be settled now and tell whoever has waited for it. */
    private Behavior<Consumer.Command> turn(Runnable step) {
        step.run();
        settling.pump();
        stop.advance();
        completions.run();
        return stop.isStopped() ? Behaviors.stopped() : this;
    }

    // The queue's whereabouts.

    private void onResolved(Resolved resolved) {
        link.resolved(resolved.key());
        if (resolved.failure() == null) {
            refresh();
            return;
        }
        String why = Failures.of(resolved.failure()).getMessage();
        getContext().getLog().info("Consumer of {}: waiting for it: {}", queue, why); // the next refresh looks again
    }

    private void onRefresh() {
        if (link.isKnown()) {
            refresh();
        } else {
            link.resolve();
        }
    }

    private void refresh() {
        refreshing.refresh(stop.isRunning());
    }

    // What the queue says.

    private void onReply(QueueReply reply) {
        if (reply instanceof QueueReply.Deliveries deliveries) {
            onDeliveries(deliveries);
        } else if (reply instanceof QueueReply.Settled settled) {
            settling.answered(settled);
        } else if (reply instanceof QueueReply.Refreshed refreshed) {
            refreshing.answered(refreshed);
        } else if (reply instanceof QueueReply.Failed failed) {
            onFailed(failed);
        } else if (reply instanceof QueueReply.Done) {
            stop.leaveAnswered();
        } else {
            getContext().getLog().warn("Consumer of {}: an unexpected {} is ignored.", queue, reply);
        }
    }

    private void onDeliveries(QueueReply.Deliveries deliveries) {
        if (!link.leadsTo(deliveries.key())) {
            return;
        }
        List<Held> taken = holdings.take(deliveries, this);
        if (stop.isRunning()) {
            pool.handle(taken);
        } else {
            taken.forEach(Held::giveBackUnstarted);
        }
        refreshing.keepInTime();
    }

    private void onFailed(QueueReply.Failed failed) {
        if (Failures.isPassing(failed.reason())) {
            settling.pause();
            return;
        }
        JonoException failure = Failures.of(failed);
        if (failed.reason() == Reason.UNKNOWN_QUEUE) {
            getContext().getLog().info("Consumer of {}: {}", queue, failure.getMessage());
            link.forget();
            settling.forget(failure);
            return;
        }
        getContext().getLog().warn("Consumer of {}: {} {}", queue, failed.reason(), failed.detail());
        if (failed.reason() == Reason.INVALID) {
            settling.refused(failure);
        }
    }

    // What handlers ask for, on threads of their own.

    @Override
    public void decided(Held held) {
        decisions.add(held);
    }

    @Override
    public void extend(Held held, QueueCommand.Extend extension, CompletableFuture<Void> answer) {
        extensions.add(new Extending.Asked(held, extension, answer));
    }

    private void onExtensionAsked(Extending.Asked asked) {
        QueueKey key = link.key();
        Held held = asked.held();
        if (key == null || holdings.find(held.token()) != held) {
            completions.fail(asked.answer(), Failures.leaseLost(queue, held.token()));
        } else {
            extending.extend(key, asked);
        }
    }

    // The stop.

    private void onStop(Consumer.Stop asked) {
        stop.tellWhenStopped(asked.replyTo());
        beginStop();
    }

    private void beginStop() {
        if (stop.isRunning()) {
            stop.begin(settings.stopTimeout());
            refresh();
            holdings.all().forEach(Held::giveBackUnstarted);
        }
    }

    /** Whatever handlers ask from here on is answered too: nobody waits for an actor that is gone. */
    private Behavior<Consumer.Command> onPostStop() {
        JonoException unconfirmed = Failures.unconfirmedAfterStop(queue);
        decisions.close(held -> held.fail(unconfirmed), completions::later);
        extensions.close(
                asked -> asked.answer().completeExceptionally(Failures.notExtendedAfterStop(queue)),
                completions::later);
        settling.end(unconfirmed);
        completions.run();
        stop.stopped();
        return this;
    }
}
