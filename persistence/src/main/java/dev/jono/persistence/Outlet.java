package dev.jono.persistence;

import dev.jono.api.JonoException;
import dev.jono.api.Message;
import dev.jono.api.QueueName;
import dev.jono.api.actor.QueueRequest;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.core.Effect;
import dev.jono.core.Input;
import dev.jono.core.StoredMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.ActorContext;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.jspecify.annotations.Nullable;

/**
 * Lets out what comes of decisions, once these are stored: answers, deliveries to consumers, dead letters to their queue. Knows who the consumers are, and watches
 * them.
 */
final class Outlet {
    /** What is around a message on the wire. */
    private static final int DELIVERY_OVERHEAD_BYTES = 64;

    private final ActorContext context;
    private final QueueKey key;
    private final QueueEnvironment environment;
    private final PayloadStore payloads;
    private final WaitingLetters waiting;
    private final Executor afterCommit;
    private final int wireBytes;
    private final Map<ConsumerId, Receiver> consumers = new HashMap<>();
    private final Map<org.apache.pekko.actor.ActorRef, ConsumerId> watched = new HashMap<>();

    /** Where deliveries go. */
    private static final class Receiver {
        final ActorRef<QueueReply> ref;

        /** Whether it is a receive that waits and is committed. Of the others the gate knows, and answers them if their commit fails. */
        boolean awaitsAnswer;

        Receiver(ActorRef<QueueReply> ref) {
            this.ref = ref;
        }
    }

    Outlet(
            ActorContext context,
            QueueKey key,
            QueueEnvironment environment,
            PayloadStore payloads,
            Executor afterCommit,
            int wireBytes) {
        this.context = context;
        this.key = key;
        this.environment = environment;
        this.payloads = payloads;
        this.waiting = new WaitingLetters(key, Clock::monotonicMillis);
        this.afterCommit = afterCommit;
        this.wireBytes = wireBytes;
    }

    /** Answers what was decided, with {@code null} where there is no answer. */
    void answer(List<Pending> decided, List<@Nullable QueueReply> replies) {
        for (int i = 0; i < decided.size(); i++) {
            learn(decided.get(i), replies.get(i));
        }
        afterCommit.execute(() -> {
            for (int i = 0; i < decided.size(); i++) {
                @Nullable QueueReply reply = replies.get(i);
                if (reply != null) {
                    decided.get(i).reply(reply);
                }
            }
        });
    }

    /** Remembers where deliveries go, and watches consumers that registered; forgets those that are gone. */
    private void learn(Pending pending, @Nullable QueueReply reply) {
        if (pending.input() instanceof Input.ProcessLost lost) {
            consumers.keySet().removeIf(consumer -> consumer.process().equals(lost.process()));
        }
        boolean refused = reply instanceof QueueReply.Failed;
        if (refused || !(pending.input() instanceof Input.Client client) || pending.replyTo() == null) {
            return;
        }
        if (client.command() instanceof QueueCommand.Refresh refresh) {
            watch(refresh.consumer(), pending.replyTo());
        } else if (client.command() instanceof QueueCommand.Receive receive) {
            Receiver receiver = new Receiver(pending.replyTo());
            consumers.put(receive.consumer(), receiver);
            afterCommit.execute(() -> receiver.awaitsAnswer = true);
        } else if (client.command() instanceof QueueCommand.Leave leave) {
            forget(leave.consumer());
        }
    }

    /** Returns what the death of an actor means for the queue. */
    Optional<Input> consumerGone(org.apache.pekko.actor.ActorRef actor) {
        @Nullable ConsumerId consumer = watched.remove(actor);
        if (consumer == null) {
            return Optional.empty();
        }
        consumers.remove(consumer);
        return Optional.of(new Input.ConsumerLost(consumer));
    }

    /** Returns what a dead-letter queue's answer means for this one. */
    Optional<Input> confirmed(QueueReply.Sent sent) {
        long count = 0;
        for (QueueReply.SendOutcome outcome : sent.outcomes()) {
            count += outcome.count();
        }
        long upTo = sent.firstSequence() + count - 1;
        return count == 0
                ? Optional.empty()
                : Optional.of(new Input.HandOverConfirmed(sent.key().queue(), upTo));
    }

    /** Tells an operator what a dead-letter queue's refusal means for this one: it keeps the letters, and tries again. */
    void refused(QueueReply refusal) {
        waiting.because(
                refusal instanceof QueueReply.Failed failed
                        ? failed.detail() + " (" + failed.reason() + ")"
                        : "their queue answered " + refusal);
    }

    void perform(Effect effect) {
        if (effect instanceof Effect.Deliver deliver) {
            deliver(deliver);
        } else if (effect instanceof Effect.HandOver handOver) {
            handOver(handOver);
        } else {
            throw new IllegalArgumentException("An effect that nobody performs: " + effect);
        }
    }

    private void deliver(Effect.Deliver deliver) {
        @Nullable Receiver receiver = consumers.get(deliver.consumer());
        if (receiver == null) {
            return; // it has gone since; its death, or its refreshes, return what was granted
        }
        ActorRef<QueueReply> consumer = receiver.ref;
        List<QueueReply.Delivered> batch = new ArrayList<>();
        long bytes = 0;
        for (Effect.Grant grant : deliver.grants()) {
            StoredMessage stored = payloads.message(grant.offset());
            Message message = stored.message();
            long deliveryBytes = (long) message.sizeBytes() + DELIVERY_OVERHEAD_BYTES;
            if (!batch.isEmpty() && bytes + deliveryBytes > wireBytes) {
                tell(consumer, new QueueReply.Deliveries(key, deliver.epoch(), batch));
                batch = new ArrayList<>();
                bytes = 0;
            }
            bytes += deliveryBytes;
            batch.add(new QueueReply.Delivered(
                    grant.offset(),
                    grant.token(),
                    grant.attempt(),
                    stored.sentAtMillis(),
                    grant.leaseMillis(),
                    message));
        }
        tell(consumer, new QueueReply.Deliveries(key, deliver.epoch(), batch));
        if (!watched.containsKey(Adapter.toClassic(consumer))) {
            endReceive(deliver, consumer, batch.isEmpty());
        }
    }

    private void tell(ActorRef<QueueReply> consumer, QueueReply.Deliveries deliveries) {
        afterCommit.execute(() -> consumer.tell(deliveries));
    }

    /**
     * A receive gets its messages in parts and then an empty part, so that it knows that there are no more. It waits until then, so that it is answered if the
     * commit fails.
     */
    private void endReceive(Effect.Deliver deliver, ActorRef<QueueReply> receiver, boolean ended) {
        afterCommit.execute(() -> consumers.remove(deliver.consumer()));
        if (!ended) {
            tell(receiver, new QueueReply.Deliveries(key, deliver.epoch(), List.of()));
        }
    }

    /** Answers the receives that still wait, since the queue's next incarnation will not know of them. */
    void close() {
        QueueReply moves = new QueueReply.Failed(
                JonoException.Reason.UNAVAILABLE,
                "Queue " + key.queue() + " moves or starts again. Nothing was leased; ask again.");
        consumers.values().stream()
                .filter(receiver -> receiver.awaitsAnswer)
                .forEach(receiver -> receiver.ref.tell(moves));
    }

    private void handOver(Effect.HandOver handOver) {
        List<Message> letters = new ArrayList<>();
        long bytes = 0;
        for (Effect.DeadLetter letter : handOver.letters()) {
            Message message = payloads.message(letter.offset()).message();
            bytes += message.sizeBytes();
            if (!letters.isEmpty() && bytes > wireBytes) {
                break; // the rest follows when these are confirmed
            }
            letters.add(DeadLetterMessages.of(key, letter.offset(), message, letter.info()));
        }
        QueueCommand.Send send = new QueueCommand.Send(
                ProducerId.handOverFrom(key), handOver.firstNumber(), handOver.firstNumber(), letters);
        afterCommit.execute(() -> send(handOver.target(), send));
    }

    private void send(QueueName letters, QueueCommand.Send send) {
        ActorRef<QueueReply> self = Adapter.toTyped(context.self());
        environment.queues().resolve(letters).whenComplete((target, failure) -> {
            if (failure != null) {
                waiting.because(letters + " cannot be found: " + failure);
            } else {
                environment.queues().tell(target, new QueueRequest(send, self));
            }
        });
    }

    private void watch(ConsumerId consumer, ActorRef<QueueReply> ref) {
        org.apache.pekko.actor.ActorRef classic = Adapter.toClassic(ref);
        consumers.put(consumer, new Receiver(ref));
        if (watched.put(classic, consumer) == null) {
            context.watch(classic);
        }
    }

    private void forget(ConsumerId consumer) {
        @Nullable Receiver receiver = consumers.remove(consumer);
        if (receiver != null && watched.remove(Adapter.toClassic(receiver.ref)) != null) {
            context.unwatch(Adapter.toClassic(receiver.ref));
        }
    }
}
