package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.Message;
import dev.jono.api.actor.QueueRequest;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * Sends numbered messages in batches without waiting, and sends again what is not confirmed, under the same numbers, as a producer
 * does. Each confirm must be a first one, or the same as before.
 */
final class RepeatingProducer {
    private static final Duration SILENCE = Duration.ofSeconds(1);
    private static final int LARGEST_BATCH = 100;

    private final ProducerId id = new ProducerId("repeating");
    private final LocalQueues queues;
    private final QueueKey key;
    private final BlockingQueue<QueueReply> replies = new LinkedBlockingQueue<>();
    private final ActorRef<QueueReply> self;
    private final NavigableMap<Long, List<Message>> unconfirmed = new TreeMap<>();
    private final NavigableMap<Long, Long> offsets = new TreeMap<>();

    RepeatingProducer(ActorTestKit kit, LocalQueues queues, QueueKey key, int messages, Random random) {
        this.queues = queues;
        this.key = key;
        this.self = kit.spawn(Behaviors.receiveMessage(reply -> {
            replies.add(reply);
            return Behaviors.same();
        }));
        for (long first = 1; first <= messages; ) {
            long end = Math.min(messages + 1L, first + 1 + random.nextInt(LARGEST_BATCH));
            unconfirmed.put(
                    first,
                    LongStream.range(first, end)
                            .mapToObj(RepeatingProducer::message)
                            .toList());
            first = end;
        }
    }

    static Message message(long sequence) {
        return Message.of(sequence + "-" + "x".repeat(100 + (int) (sequence * 31 % 400)));
    }

    /** Tells the queue all that is not confirmed. */
    void send() {
        if (!unconfirmed.isEmpty()) {
            long lowest = unconfirmed.firstKey();
            unconfirmed.forEach((first, messages) -> queues.queues()
                    .tell(key, new QueueRequest(new QueueCommand.Send(id, first, lowest, messages), self)));
        }
    }

    boolean isConfirmed() {
        return unconfirmed.isEmpty();
    }

    int batchesLeft() {
        return unconfirmed.size();
    }

    /** Returns the offset of each message that is confirmed, by its number. */
    NavigableMap<Long, Long> offsets() {
        return offsets;
    }

    /** Takes so many confirms, and sends again when none comes. */
    void awaitConfirms(int count) throws InterruptedException {
        for (int left = count; left > 0 && !isConfirmed(); ) {
            @Nullable QueueReply reply = replies.poll(SILENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (reply == null) {
                send();
            } else if (note(reply)) {
                left--;
            }
        }
    }

    /** Takes what comes within the time. */
    void takeFor(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            @Nullable QueueReply reply = replies.poll(left, TimeUnit.NANOSECONDS);
            if (reply != null) {
                note(reply);
            }
        }
    }

    /** Returns whether it was a confirm. */
    private boolean note(QueueReply reply) {
        if (!(reply instanceof QueueReply.Sent sent)) {
            return false; // what was in flight when the journal actor failed, or came behind it
        }
        long sequence = sent.firstSequence();
        for (QueueReply.SendOutcome outcome : sent.outcomes()) {
            assertThat(outcome.kind()).isEqualTo(QueueReply.SendOutcome.Kind.STORED);
            for (int i = 0; i < outcome.count(); i++) {
                long offset = outcome.firstOffset() + i;
                offsets.putIfAbsent(sequence, offset);
                assertThat(offsets).as("confirmed before").containsEntry(sequence, offset);
                sequence++;
            }
        }
        unconfirmed
                .entrySet()
                .removeIf(batch ->
                        offsets.containsKey(batch.getKey() + batch.getValue().size() - 1));
        return true;
    }
}
