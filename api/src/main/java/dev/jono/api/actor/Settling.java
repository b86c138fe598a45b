package dev.jono.api.actor;

import dev.jono.api.JonoException;
import dev.jono.api.QueueName;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply.SettleResult;
import dev.jono.api.protocol.QueueReply.Settled;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.slf4j.Logger;

/** Takes what was decided of a consumer's deliveries to the queue, until the queue has confirmed it or it is hopeless. */
final class Settling {
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(2);
    private static final Duration TICK = Duration.ofMillis(250);

    private final QueueName queue;
    private final QueueLink<Consumer.Command> link;
    private final Holdings holdings;
    private final Completions completions;
    private final TimerScheduler<Consumer.Command> timers;
    private final Logger log;
    private final SettleLane lane = new SettleLane();
    private final Pauses pauses = new Pauses();
    private boolean paused;

    Settling(
            QueueName queue,
            QueueLink<Consumer.Command> link,
            Holdings holdings,
            Completions completions,
            TimerScheduler<Consumer.Command> timers,
            Logger log) {
        this.queue = queue;
        this.link = link;
        this.holdings = holdings;
        this.completions = completions;
        this.timers = timers;
        this.log = log;
    }

    /** It has been decided how {@code held} is settled. */
    void decided(Held held) {
        if (holdings.find(held.token()) == held) {
            lane.add(held);
        } else { // the queue was forgotten meanwhile
            abandon(List.of(held), Failures.leaseLost(queue, held.token()));
        }
    }

    /** Sends what may go now. */
    void pump() {
        while (link.isKnown() && !paused && lane.maySend()) {
            link.tell(new QueueCommand.Settle(lane.next(System.nanoTime())));
            if (!timers.isTimerActive(ConsumerActor.Signal.TICK)) {
                timers.startTimerWithFixedDelay(ConsumerActor.Signal.TICK, TICK);
            }
        }
    }

    void answered(Settled settled) {
        settled.results().forEach(this::answered);
        pauses.reset();
    }

    private void answered(SettleResult result) {
        Held held = holdings.find(result.token());
        if (held == null || !held.isDecided()) {
            return;
        }
        lane.answered(held);
        holdings.remove(result.token());
        CompletableFuture<Void> confirmed = held.confirmed();
        if (result.kind() == SettleResult.Kind.LEASE_LOST) {
            JonoException lost = Failures.leaseLost(queue, held.token());
            log.debug("Consumer of {}: {}", queue, lost.getMessage());
            if (confirmed != null) {
                completions.fail(confirmed, lost);
            }
        } else if (confirmed != null) {
            completions.complete(confirmed);
        }
    }

    /** The queue cannot take settlements for the moment. */
    void pause() {
        if (lane.isOutstanding()) {
            paused = true;
            lane.retry();
            timers.startSingleTimer(ConsumerActor.Signal.RESUME, pauses.next());
        }
    }

    void resume() {
        paused = false;
    }

    /** Looks for silence. */
    void tick() {
        if (!lane.isOutstanding()) {
            timers.cancel(ConsumerActor.Signal.TICK);
        } else if (lane.isOverdue(System.nanoTime(), AGAIN_AFTER.toNanos())) {
            lane.retry();
        }
    }

    /** The queue will never take what is on its way. */
    void refused(JonoException failure) {
        abandon(lane.takeOutstanding(), failure);
    }

    /** The queue is gone, and what was held with it. */
    void forget(JonoException failure) {
        lane.clear();
        holdings.all().forEach(Held::drop);
        abandon(List.copyOf(holdings.all()), failure);
        holdings.clear();
    }

    /** The consumer is gone, and gives back what it still holds without hearing of it. */
    void end(JonoException unknown) {
        holdings.all().forEach(Held::drop);
        holdings.all().forEach(Held::giveBack);
        abandon(List.copyOf(holdings.all()), unknown);
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
}
