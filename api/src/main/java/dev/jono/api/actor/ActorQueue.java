package dev.jono.api.actor;

import dev.jono.api.ConsumerSettings;
import dev.jono.api.DeliveryHandler;
import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.Message;
import dev.jono.api.MessageId;
import dev.jono.api.ProducerSettings;
import dev.jono.api.Queue;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.RunningConsumer;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueStatus;
import dev.jono.api.spi.QueueAccess;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** A queue as the client sees it. Its producer is started by the first send, and again should it ever have died. */
final class ActorQueue implements Queue {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    /**
     * A producer actor and the way to it.
     *
     * @param ref the actor
     * @param outbox the way
     */
    private record RunningProducer(ActorRef<Producer.Command> ref, Outbox outbox) {
        boolean isGone() {
            return outbox.isClosed();
        }
    }

    private final ClientActors actors;
    private final QueueAccess access;
    private final QueueName name;
    private final ProducerSettings producers;
    private volatile @Nullable RunningProducer producer;

    ActorQueue(ClientActors actors, QueueAccess access, QueueName name, ProducerSettings producers) {
        this.actors = actors;
        this.access = access;
        this.name = name;
        this.producers = producers;
    }

    @Override
    public QueueName name() {
        return name;
    }

    @Override
    public CompletionStage<MessageId> send(Message message) {
        try {
            RunningProducer running = producer;
            return (running == null || running.isGone() ? startProducer() : running)
                    .outbox()
                    .send(message);
        } catch (JonoException stopped) {
            return CompletableFuture.failedFuture(stopped);
        }
    }

    @Override
    public RunningConsumer consume(ConsumerSettings settings, DeliveryHandler handler) {
        actors.requireDispatcher(settings.dispatcher());
        return actors.startConsumer(Consumer.create(access, name, settings, handler), name);
    }

    @Override
    public CompletionStage<QueueStatus> status() {
        return ask(new QueueCommand.Describe(), QueueReply.Described.class).thenApply(QueueReply.Described::status);
    }

    @Override
    public CompletionStage<Long> purge() {
        return ask(new QueueCommand.Purge(), QueueReply.Purged.class).thenApply(QueueReply.Purged::messages);
    }

    @Override
    public CompletionStage<Void> pause() {
        return done(new QueueCommand.Pause());
    }

    @Override
    public CompletionStage<Void> resume() {
        return done(new QueueCommand.Resume());
    }

    @Override
    public CompletionStage<Void> changeSettings(QueueSettings settings) {
        return access.changeSettings(name, settings).thenApply(key -> null);
    }

    /** Stops the producer if there is one; completes when it has stopped. */
    synchronized CompletionStage<Void> stopProducer() {
        RunningProducer running = producer;
        return running == null || running.isGone()
                ? CompletableFuture.completedFuture(null)
                : actors.stop(running.ref());
    }

    private synchronized RunningProducer startProducer() {
        RunningProducer running = producer;
        if (running == null || running.isGone()) {
            Outbox outbox = new Outbox(name, producers);
            running = new RunningProducer(
                    actors.startProducer(Producer.create(access, name, producers, outbox), name), outbox);
            producer = running;
        }
        return running;
    }

    private CompletionStage<Void> done(QueueCommand command) {
        return ask(command, QueueReply.Done.class).thenAccept(done -> {});
    }

    private <R extends QueueReply> CompletionStage<R> ask(QueueCommand command, Class<R> expected) {
        return access.resolve(name)
                .thenCompose(key -> {
                    CompletableFuture<QueueReply> answer = new CompletableFuture<>();
                    actors.start(OneShot.create(access, key, command, ANSWER_TIMEOUT, answer), "jono-request", name);
                    return answer;
                })
                .thenApply(reply -> {
                    if (!expected.isInstance(reply)) {
                        throw new JonoException(
                                Reason.INTERNAL,
                                name + " answered " + reply + " to " + command + "; please report it.");
                    }
                    return expected.cast(reply);
                });
    }
}
