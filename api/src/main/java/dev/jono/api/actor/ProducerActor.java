package dev.jono.api.actor;

import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.Message;
import dev.jono.api.ProducerSettings;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.spi.QueueAccess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The producer: accepts messages into the {@link SendWindow}, keeps a few batches on their way, and rewinds the window
 * when the queue is silent, refuses for the moment, or has seen a gap.
 *
 * <p>Two batches go as soon as there is anything to send: one is being committed while the other waits at the queue for
 * the next commit. Further ones go only when they are full, so under load batches grow instead of their number.
 */
final class ProducerActor extends AbstractBehavior<Producer.Command> {
    private static final int EAGER_BATCHES = 2;
    private static final int DRAINED_AT_ONCE = 1_000;

    /** What the producer tells itself. */
    sealed interface Internal extends Producer.Command {}

    private enum Signal implements Internal {
        /** The outbox has messages. */
        WAKE,
        /** Time to look for silence and for what has waited too long. */
        TICK,
        /** The pause after a failure is over. */
        RESUME,
        /** The stop has taken long enough. */
        STOP_DEADLINE
    }

    private record FromQueue(QueueReply reply) implements Internal {}

    private record Resolved(
            @Nullable QueueKey key, @Nullable Throwable failure) implements Internal {}

    private final QueueName queue;
    private final ProducerSettings settings;
    private final Outbox outbox;
    private final TimerScheduler<Producer.Command> timers;
    private final QueueLink<Producer.Command> link;
    private final Completions completions;
    private final ProducerId id = new ProducerId(UUID.randomUUID().toString());
    private final SendWindow window;
    private final Flights flights;
    private final Pauses pauses = new Pauses();
    private final List<ActorRef<Done>> stopping = new ArrayList<>();
    private boolean paused;
    private long rewoundTo;

    /** What the queue said last, if that was not a confirm: for whoever asks why a send was given up. */
    private QueueReply.@Nullable Failed lastFailure;

    static Behavior<Producer.Command> create(
            QueueAccess access, QueueName queue, ProducerSettings settings, Outbox outbox) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new ProducerActor(context, timers, access, queue, settings, outbox)));
    }

    private ProducerActor(
            ActorContext<Producer.Command> context,
            TimerScheduler<Producer.Command> timers,
            QueueAccess access,
            QueueName queue,
            ProducerSettings settings,
            Outbox outbox) {
        super(context);
        this.timers = timers;
        this.queue = queue;
        this.settings = settings;
        this.outbox = outbox;
        this.window = new SendWindow(settings.maxUnconfirmed(), settings.maxUnconfirmedBytes());
        this.flights = new Flights(settings.retryAfter());
        this.link = new QueueLink<>(
                context, access, queue, context.messageAdapter(QueueReply.class, FromQueue::new), Resolved::new);
        this.completions = new Completions(context.getExecutionContext());
        ActorRef<Producer.Command> self = context.getSelf();
        outbox.attach(() -> self.tell(Signal.WAKE));
    }

    @Override
    public Receive<Producer.Command> createReceive() {
        return newReceiveBuilder()
                .onMessageEquals(Signal.WAKE, this::onWake)
                .onMessage(FromQueue.class, message -> turn(() -> onReply(message.reply())))
                .onMessage(Producer.Send.class, send -> turn(() -> onSend(send)))
                .onMessage(Producer.SendMany.class, send -> turn(() -> onSendMany(send)))
                .onMessageEquals(Signal.TICK, () -> turn(this::onTick))
                .onMessageEquals(Signal.RESUME, () -> turn(() -> paused = false))
                .onMessage(Resolved.class, resolved -> turn(() -> onResolved(resolved)))
                .onMessage(Producer.Stop.class, this::onStop)
                .onMessageEquals(Signal.STOP_DEADLINE, this::onStopDeadline)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    /** One turn: something happened, so send what may go now and tell whoever has waited for it. */
    private Behavior<Producer.Command> turn(Runnable step) {
        step.run();
        pump();
        completions.run();
        return !stopping.isEmpty() && window.isEmpty() ? Behaviors.stopped() : this;
    }

    private Behavior<Producer.Command> onWake() {
        return turn(() -> outbox.drain(DRAINED_AT_ONCE, this::accept));
    }

    private void onSend(Producer.Send send) {
        accept(send.message(), send.message().sizeBytes(), new SendResult.ToActor(send.replyTo()));
    }

    private void onSendMany(Producer.SendMany send) {
        if (send.messages().isEmpty()) {
            send.replyTo().tell(new Producer.SentMany(List.of()));
            return;
        }
        SendResult.Whole whole = new SendResult.Whole(send.messages().size(), send.replyTo());
        for (int i = 0; i < send.messages().size(); i++) {
            Message message = send.messages().get(i);
            accept(message, message.sizeBytes(), new SendResult.Part(whole, i));
        }
    }

    private void accept(Outbox.Outgoing outgoing) {
        accept(outgoing.message(), outgoing.bytes(), new SendResult.ToOutbox(outbox, outgoing, completions));
    }

    private void accept(Message message, int bytes, SendResult result) {
        Optional<JonoException> refusal = message.refusal();
        if (!stopping.isEmpty()) {
            result.failed(Failures.producerStopped(queue));
        } else if (refusal.isPresent()) {
            result.failed(refusal.get());
        } else if (bytes > QueueSettings.MAX_MESSAGE_BYTES_LIMIT) {
            result.failed(Failures.tooLarge(bytes));
        } else if (!window.hasRoomFor(bytes)) {
            result.failed(Failures.overloaded(queue));
        } else {
            window.add(
                    message, bytes, System.nanoTime() + settings.giveUpAfter().toNanos(), result);
            startTicking();
        }
    }

    private void pump() {
        if (!window.hasWaiting() || paused) {
            return;
        }
        if (!link.isKnown()) {
            link.resolve();
            return;
        }
        while (window.hasWaiting() && mayTransmit()) {
            transmit(window.nextBatch(settings.maxBatchBytes()));
        }
    }

    private boolean mayTransmit() {
        int batches = flights.size();
        return batches < settings.maxBatchesInFlight()
                && (batches < EAGER_BATCHES || window.waitingBytes() >= settings.maxBatchBytes());
    }

    private void transmit(SendWindow.Batch batch) {
        flights.add(batch, System.nanoTime());
        link.tell(new QueueCommand.Send(id, batch.firstSequence(), window.lowestUnconfirmed(), batch.messages()));
    }

    private void onReply(QueueReply reply) {
        if (reply instanceof QueueReply.Sent sent) {
            onSent(sent);
        } else if (reply instanceof QueueReply.OutOfSequence gap) {
            onGap(gap);
        } else if (reply instanceof QueueReply.Failed failed) {
            onFailed(failed);
        } else {
            getContext().getLog().warn("Producer of {}: an unexpected {} is ignored.", queue, reply);
        }
    }

    private void onSent(QueueReply.Sent sent) {
        if (!sent.producer().equals(id)) {
            return;
        }
        long end = sent.firstSequence();
        for (QueueReply.SendOutcome outcome : sent.outcomes()) {
            end += outcome.count();
        }
        flights.answered(sent.firstSequence(), end);
        if (window.confirm(sent)) {
            rewoundTo = 0;
            lastFailure = null;
            flights.waitShortest();
            pauses.reset();
        }
    }

    /** Each batch behind a gap is answered so; the first answer rewinds, and the rest have nothing to add. */
    private void onGap(QueueReply.OutOfSequence gap) {
        if (!gap.producer().equals(id) || paused || gap.nextSequence() == rewoundTo) {
            return;
        }
        rewoundTo = gap.nextSequence();
        flights.gapAt(gap.nextSequence());
        window.rewindTo(gap.nextSequence());
    }

    private void onFailed(QueueReply.Failed failed) {
        if (!Failures.isPassing(failed.reason())) {
            refused(failed);
        } else {
            lastFailure = failed;
            if (!paused) {
                pause();
            }
        }
    }

    /** The queue refuses for good: one batch, or, when it is not there for us at all, whatever is sent. */
    private void refused(QueueReply.Failed failed) {
        JonoException refusal = Failures.of(failed);
        if (concernsAll(refusal) || failed.firstSequence() == 0) {
            refusedAll(refusal);
            return;
        }
        long end = failed.firstSequence() + failed.messages();
        flights.answered(failed.firstSequence(), end);
        window.fail(failed.firstSequence(), end, tries -> tries == 1 ? refusal : Failures.unknownAfter(refusal));
    }

    private static boolean concernsAll(JonoException refusal) {
        return refusal.reason() == Reason.UNKNOWN_QUEUE || refusal.reason() == Reason.TOO_MANY_PRODUCERS;
    }

    /** A refusal that does not say which batch it is for leaves open what became of the others. */
    private void refusedAll(JonoException refusal) {
        boolean certain = concernsAll(refusal) || flights.size() <= 1;
        window.failAll(tries -> tries == 0 || certain ? refusal : Failures.unknownAfter(refusal));
        flights.clear();
        link.forget();
    }

    private void pause() {
        paused = true;
        flights.clear();
        window.rewindTo(window.lowestUnconfirmed());
        timers.startSingleTimer(Signal.RESUME, Signal.RESUME, pauses.next());
    }

    private void onResolved(Resolved resolved) {
        link.resolved(resolved.key());
        if (resolved.failure() != null) {
            JonoException failure = Failures.of(resolved.failure());
            if (Failures.isPassing(failure.reason())) {
                pause();
            } else {
                refusedAll(failure);
            }
        }
    }

    private void startTicking() {
        if (!timers.isTimerActive(Signal.TICK)) {
            Duration shortest = settings.retryAfter().compareTo(settings.giveUpAfter()) < 0
                    ? settings.retryAfter()
                    : settings.giveUpAfter();
            timers.startTimerAtFixedRate(Signal.TICK, Signal.TICK, shortest.dividedBy(4));
        }
    }

    private void onTick() {
        long now = System.nanoTime();
        window.giveUp(now, tries -> Failures.gaveUp(queue, settings.giveUpAfter(), tries > 0, lastFailure));
        if (window.isEmpty()) {
            flights.clear();
            timers.cancel(Signal.TICK);
        } else if (flights.areSilent(now)) {
            onSilence();
        }
    }

    private void onSilence() {
        getContext()
                .getLog()
                .debug("Producer of {}: no answer for {}; sending again.", queue, flights.waitForAnswers());
        flights.waitLonger();
        rewoundTo = 0;
        window.rewindTo(window.lowestUnconfirmed());
    }

    private Behavior<Producer.Command> onStop(Producer.Stop stop) {
        if (stopping.isEmpty()) {
            timers.startSingleTimer(Signal.STOP_DEADLINE, Signal.STOP_DEADLINE, settings.stopTimeout());
        }
        outbox.drain(Integer.MAX_VALUE, this::accept);
        stopping.add(stop.replyTo());
        return turn(() -> {});
    }

    private Behavior<Producer.Command> onStopDeadline() {
        return turn(this::failRest);
    }

    private Behavior<Producer.Command> onPostStop() {
        failRest();
        outbox.close(completions::later);
        completions.run();
        stopping.forEach(waiting -> waiting.tell(Done.getInstance()));
        return this;
    }

    private void failRest() {
        window.failAll(tries -> tries > 0 ? Failures.unknownAfterStop(queue) : Failures.producerStopped(queue));
    }
}
