package dev.jono.api.actor;

import dev.jono.api.ConsumerSettings;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import java.time.Duration;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** What a consumer tells its queue of itself at intervals, and what the answers change. */
final class Refreshing {
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(30);

    private final ConsumerId id;
    private final ConsumerSettings settings;
    private final QueueLink<Consumer.Command> link;
    private final Holdings holdings;
    private final TimerScheduler<Consumer.Command> timers;
    private Duration interval;
    private long grant;

    Refreshing(
            ConsumerId id,
            ConsumerSettings settings,
            QueueLink<Consumer.Command> link,
            Holdings holdings,
            TimerScheduler<Consumer.Command> timers) {
        this.id = id;
        this.settings = settings;
        this.link = link;
        this.holdings = holdings;
        this.timers = timers;
        this.interval = settings.refreshInterval();
        startTimer();
    }

    /**
     * Tells the queue.
     *
     * @param takesMore whether the consumer takes deliveries; not, when it is stopping
     */
    void refresh(boolean takesMore) {
        if (link.isKnown()) {
            grant++;
            link.tell(new QueueCommand.Refresh(
                    id,
                    grant,
                    takesMore ? settings.capacity() : 0,
                    settings.maxBytes(),
                    settings.concurrency(),
                    holdings.epoch(),
                    holdings.highestSeen(),
                    holdings.describe(settings.autoExtend(), settings.maxHandling(), System.nanoTime())));
        }
    }

    void answered(QueueReply.Refreshed refreshed) {
        if (link.leadsTo(refreshed.key()) && holdings.seeEpoch(refreshed.epoch())) {
            refreshed.lost().forEach(holdings::lose);
            holdings.seeDeliveredUpTo(refreshed.deliveredUpTo());
        }
    }

    /** A lease must be extended well before it ends, however short it is. */
    void keepInTime() {
        if (holdings.shortestLeaseMillis() / 3 < interval.toMillis()) {
            Duration third = Duration.ofMillis(holdings.shortestLeaseMillis() / 3);
            Duration shorter = third.compareTo(SHORTEST_INTERVAL) > 0 ? third : SHORTEST_INTERVAL;
            if (shorter.compareTo(interval) < 0) {
                interval = shorter;
                startTimer();
            }
        }
    }

    private void startTimer() {
        timers.startTimerWithFixedDelay(ConsumerActor.Signal.REFRESH, interval);
    }
}
