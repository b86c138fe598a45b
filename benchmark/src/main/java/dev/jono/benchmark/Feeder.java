package dev.jono.benchmark;

import dev.jono.api.Message;
import dev.jono.api.MessageId;
import dev.jono.api.actor.Producer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.SplittableRandom;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;

/** Sends random messages, a window of them unconfirmed at a time, for as long as a round sends. */
final class Feeder {
    private final Workload workload;
    private final long endNanos;
    private final ActorRef<Producer.Command> producer;
    private final ActorRef<StatusReply<MessageId>> self;
    private final Round round;
    private final SplittableRandom random = new SplittableRandom(42);
    private long sent;
    private long confirmed;

    private Feeder(
            Workload workload,
            Duration sending,
            ActorRef<Producer.Command> producer,
            ActorRef<StatusReply<MessageId>> self,
            Round round) {
        this.workload = workload;
        this.endNanos = System.nanoTime() + sending.toNanos();
        this.producer = producer;
        this.self = self;
        this.round = round;
    }

    static Behavior<StatusReply<MessageId>> create(
            Workload workload, Duration sending, ActorRef<Producer.Command> producer, Round round) {
        return Behaviors.setup(context -> {
            Feeder feeder = new Feeder(workload, sending, producer, context.getSelf(), round);
            for (int i = 0; i < workload.window(); i++) {
                feeder.send();
            }
            return Behaviors.receiveMessage(feeder::confirmed);
        });
    }

    static long number(byte[] payload) {
        return ByteBuffer.wrap(payload).getLong(0);
    }

    static long sentNanos(byte[] payload) {
        return ByteBuffer.wrap(payload).getLong(Long.BYTES);
    }

    private Behavior<StatusReply<MessageId>> confirmed(StatusReply<MessageId> reply) {
        if (reply.isError()) {
            round.failed(reply.getError());
            return Behaviors.stopped();
        }
        confirmed++;
        if (System.nanoTime() < endNanos) {
            send();
        } else if (confirmed == sent) {
            round.confirmed(sent);
            return Behaviors.stopped();
        }
        return Behaviors.same();
    }

    private void send() {
        byte[] payload = new byte[workload.payloadBytes()];
        random.nextBytes(payload);
        ByteBuffer.wrap(payload).putLong(sent++).putLong(System.nanoTime());
        producer.tell(new Producer.Send(Message.of(payload), self));
    }
}
