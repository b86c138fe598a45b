package dev.jono.api.actor;

import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.QueueCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The stop of a consumer, in three phases: running handlers finish, settlements are confirmed, the queue is told goodbye.
 * Each is bounded in time.
 */
final class ConsumerStop {
    private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LEAVE_AGAIN_AFTER = Duration.ofMillis(500);
    private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(2);

    private enum Phase {
        RUNNING,
        FINISHING,
        CONFIRMING,
        LEAVING,
        STOPPED
    }

    private final ConsumerId id;
    private final QueueLink<Consumer.Command> link;
    private final Holdings holdings;
    private final HandlerPool pool;
    private final TimerScheduler<Consumer.Command> timers;
    private final List<ActorRef<Done>> waiting = new ArrayList<>();
    private Phase phase = Phase.RUNNING;

    ConsumerStop(
            ConsumerId id,
            QueueLink<Consumer.Command> link,
            Holdings holdings,
            HandlerPool pool,
            TimerScheduler<Consumer.Command> timers) {
        this.id = id;
        this.link = link;
        this.holdings = holdings;
        this.pool = pool;
        this.timers = timers;
    }

    /** Tells whether no stop has begun. */
    boolean isRunning() {
        return phase == Phase.RUNNING;
    }

    boolean isStopped() {
        return phase == Phase.STOPPED;
    }

    /** Remembers whom to tell when it has stopped. */
    void tellWhenStopped(ActorRef<Done> replyTo) {
        waiting.add(replyTo);
    }

    /** Begins the stop; handlers may run for {@code handlersAtMost} more. */
    void begin(Duration handlersAtMost) {
        enter(Phase.FINISHING, handlersAtMost);
    }

    /** Goes on to the next phase if this one has reached its end. */
    void advance() {
        if (phase == Phase.FINISHING && pool.isIdle()) {
            enter(Phase.CONFIRMING, CONFIRM_TIMEOUT);
        }
        if (phase == Phase.CONFIRMING && holdings.isEmpty()) {
            beginLeaving();
        }
    }

    /** The phase has taken long enough. */
    void deadline() {
        if (phase == Phase.FINISHING) {
            holdings.all().forEach(Held::giveBack);
            enter(Phase.CONFIRMING, CONFIRM_TIMEOUT);
        } else if (phase == Phase.CONFIRMING) {
            beginLeaving();
        } else {
            phase = Phase.STOPPED;
        }
    }

    /** Says goodbye, or says it again. */
    void leave() {
        if (link.isKnown()) {
            link.tell(new QueueCommand.Leave(id));
        } else {
            phase = Phase.STOPPED;
        }
    }

    /** The queue has done what it was asked to without saying more, which only a goodbye does. */
    void leaveAnswered() {
        phase = phase == Phase.LEAVING ? Phase.STOPPED : phase;
    }

    /** The consumer has stopped. */
    void stopped() {
        waiting.forEach(replyTo -> replyTo.tell(Done.getInstance()));
    }

    private void beginLeaving() {
        enter(Phase.LEAVING, LEAVE_TIMEOUT);
        timers.cancel(ConsumerActor.Signal.REFRESH);
        timers.startTimerWithFixedDelay(ConsumerActor.Signal.LEAVE, LEAVE_AGAIN_AFTER);
        leave();
    }

    private void enter(Phase next, Duration atMost) {
        phase = next;
        timers.startSingleTimer(ConsumerActor.Signal.PHASE_DEADLINE, atMost);
    }
}
