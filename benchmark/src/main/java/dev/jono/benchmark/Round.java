package dev.jono.benchmark;

import dev.jono.api.ConsumerSettings;
import dev.jono.api.Delivery;
import dev.jono.api.ProducerSettings;
import dev.jono.api.QueueName;
import dev.jono.api.actor.Consumer;
import dev.jono.api.actor.Producer;
import dev.jono.api.spi.QueueAccess;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.HdrHistogram.Histogram;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** One round: a feeder, a producer, consumers and their handlers, and the account of what arrived. */
final class Round {
    private static final long HIGHEST_LATENCY_NANOS = Duration.ofMinutes(10).toNanos();

    private final Workload workload;
    private final Duration sending;
    private final CompletableFuture<RoundResult> result = new CompletableFuture<>();

    private final Object lock = new Object();
    private final BitSet arrived = new BitSet();
    private final Histogram latency = new Histogram(HIGHEST_LATENCY_NANOS, 3);
    private long redelivered;
    private long acked;
    private long sent = Long.MAX_VALUE;
    private long startedNanos;
    private long lastAckNanos;

    Round(Workload workload, Duration sending) {
        this.workload = workload;
        this.sending = sending;
    }

    CompletionStage<RoundResult> result() {
        return result;
    }

    void start(ActorSystem<?> system, QueueAccess access, QueueName queue) {
        ConsumerSettings consumer = ConsumerSettings.builder()
                .capacity(workload.window())
                .concurrency(workload.window())
                .build();
        for (int i = 0; i < workload.consumers(); i++) {
            String name = queue + "-" + i;
            ActorRef<Delivery> handler = system.systemActorOf(handler(), "handler-" + name, Props.empty());
            system.systemActorOf(Consumer.create(access, queue, consumer, handler), "consumer-" + name, Props.empty());
        }
        ProducerSettings settings =
                ProducerSettings.builder().maxUnconfirmed(workload.window()).build();
        ActorRef<Producer.Command> producer =
                system.systemActorOf(Producer.create(access, queue, settings), "producer-" + queue, Props.empty());
        startedNanos = System.nanoTime();
        system.systemActorOf(Feeder.create(workload, sending, producer, this), "feeder-" + queue, Props.empty());
    }

    /** The feeder has sent for as long as it should, and all of it is confirmed. */
    void confirmed(long messages) {
        synchronized (lock) {
            sent = messages;
            completeWhenDone();
        }
    }

    void failed(Throwable cause) {
        result.completeExceptionally(cause);
    }

    private Behavior<Delivery> handler() {
        return Behaviors.receiveMessage(delivery -> {
            long now = System.nanoTime();
            byte[] payload = delivery.message().payload();
            arrived(Feeder.number(payload), now - Feeder.sentNanos(payload), payload.length);
            delivery.ack().whenComplete((done, failure) -> {
                if (failure == null) {
                    acked();
                } else {
                    failed(failure);
                }
            });
            return Behaviors.same();
        });
    }

    private void arrived(long number, long nanos, int bytes) {
        if (bytes != workload.payloadBytes()) {
            failed(new IllegalStateException("A message of " + bytes + " bytes arrived"));
        }
        synchronized (lock) {
            if (arrived.get(Math.toIntExact(number))) {
                redelivered++;
            }
            arrived.set(Math.toIntExact(number));
            latency.recordValue(Math.min(nanos, HIGHEST_LATENCY_NANOS));
        }
    }

    private void acked() {
        synchronized (lock) {
            acked++;
            lastAckNanos = System.nanoTime();
            completeWhenDone();
        }
    }

    private void completeWhenDone() {
        if (acked < sent) {
            return;
        }
        if (arrived.cardinality() != sent) {
            failed(new IllegalStateException(sent + " messages were sent, but " + arrived.cardinality() + " arrived"));
            return;
        }
        double seconds = (double) (lastAckNanos - startedNanos) / 1e9;
        result.complete(new RoundResult(
                sent,
                (double) sent / seconds,
                (double) latency.getValueAtPercentile(50) / 1000,
                (double) latency.getValueAtPercentile(99) / 1000,
                0,
                redelivered,
                0,
                0));
    }
}
