package dev.jono.core;

import dev.jono.api.Backoff;
import dev.jono.api.LeaseToken;
import dev.jono.api.Message;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueCommand.HeldDelivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns the numbers of a {@link Step} into commands, right ones for the most part. */
final class Commands {
    static final List<ConsumerId> CONSUMERS = List.of(
            new ConsumerId("process-a", "a1"),
            new ConsumerId("process-a", "a2"),
            new ConsumerId("process-b", "b1"),
            new ConsumerId("process-c", "c1"));

    private static final List<ProducerId> PRODUCERS = List.of(
            new ProducerId("p1"),
            new ProducerId("p2"),
            new ProducerId("p3"),
            new ProducerId("handover:elsewhere/0/1"),
            new ProducerId("p4"));

    private final Map<ProducerId, Long> lastNumbers = new HashMap<>();
    private final Map<ConsumerId, Long> grants = new HashMap<>();
    private final Map<ConsumerId, Long> answered = new HashMap<>();
    private final List<Seen> seen = new ArrayList<>();
    private int receives;

    /** One delivery that was made. */
    record Seen(ConsumerId consumer, long offset, LeaseToken token) {}

    void delivered(ConsumerId consumer, Effect.Grant grant) {
        seen.add(new Seen(consumer, grant.offset(), grant.token()));
    }

    QueueCommand.Send send(Step step) {
        ProducerId producer = PRODUCERS.get(step.a() % PRODUCERS.size());
        long last = lastNumbers.getOrDefault(producer, 0L);
        int count = 1 + step.b() % 4;
        long first = last + 1;
        if (step.c() % 5 == 0) {
            first = Math.max(1, last - step.b() % 4); // a repeat, perhaps with more behind it
        } else if (step.c() % 23 == 1) {
            first = last + 2 + step.b() % 3; // a gap
        }
        long lowest = step.c() % 7 == 2 ? first : Math.max(1, Math.min(first, last - 3));
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(message(step.a() * 31 + step.c() + i * 7));
        }
        if (first <= last + 1 || lowest == first) {
            lastNumbers.put(producer, Math.max(last, first + count - 1));
        }
        return new QueueCommand.Send(producer, first, lowest, messages);
    }

    private static Message message(int choice) {
        Message.Builder message = Message.builder(new byte[choice % 29 == 0 ? 200 : 10 + choice % 4 * 25]);
        switch (choice % 8) {
            case 0 -> message.delay(Duration.ofMillis(1 + choice % 3_000));
            case 1 -> message.timeToLive(Duration.ofMillis(1 + choice % 7_000));
            case 2 -> message.deduplicationId("id" + choice % 5);
            case 3 -> {
                message.delay(Duration.ofMillis(1 + choice % 2_000));
                message.timeToLive(Duration.ofMillis(1 + choice % 4_000));
            }
            default -> {}
        }
        return message.build();
    }

    QueueCommand.@Nullable Settle settle(Step step) {
        if (seen.isEmpty()) {
            return null;
        }
        List<QueueCommand.Settlement> settlements = new ArrayList<>();
        for (int i = 0; i <= step.b() % 3; i++) {
            Seen one = recent(step.a() + i * 5);
            long offset = step.c() % 31 == 0 ? one.offset() + 1 : one.offset();
            settlements.add(new QueueCommand.Settlement(offset, one.token(), outcome(step.c() / 31 + i * 3)));
        }
        return new QueueCommand.Settle(settlements);
    }

    /** Returns the tokens of what is settled. */
    static Set<LeaseToken> settled(QueueCommand.Settle settle) {
        return settle.settlements().stream().map(QueueCommand.Settlement::token).collect(Collectors.toSet());
    }

    /** Returns the tokens of what the consumer wants to hold for longer. */
    static Set<LeaseToken> extended(QueueCommand.Refresh refresh) {
        return refresh.held().stream()
                .filter(HeldDelivery::extend)
                .map(HeldDelivery::token)
                .collect(Collectors.toSet());
    }

    private Seen recent(int choice) {
        int window = Math.min(seen.size(), choice % 5 == 0 ? 40 : 10);
        return seen.get(seen.size() - 1 - choice % window);
    }

    private static QueueCommand.Outcome outcome(int choice) {
        return switch (choice % 9) {
            case 0 -> new QueueCommand.Nack(null, "failed");
            case 1 -> new QueueCommand.Nack(Duration.ZERO, "failed");
            case 2 -> new QueueCommand.Nack(Duration.ofMillis(1 + choice * 50L), "failed");
            case 3 -> new QueueCommand.Reject("no");
            case 4 -> new QueueCommand.Extend(Duration.ofMillis(500 + choice * 50L));
            case 5 -> QueueCommand.GiveBack.INSTANCE;
            default -> QueueCommand.Ack.INSTANCE;
        };
    }

    QueueCommand.Refresh refresh(Step step, long epoch) {
        ConsumerId consumer = CONSUMERS.get(step.a() % CONSUMERS.size());
        long grant = grants.merge(consumer, 1L, Long::sum) - (step.c() % 17 == 0 ? 1 : 0);
        int capacity = step.b() % 9;
        long named = step.c() % 5 == 0 ? Math.max(0, epoch - 1) : epoch;
        List<HeldDelivery> held = new ArrayList<>();
        long highest = named == epoch && step.c() % 3 == 1 ? answered.getOrDefault(consumer, 0L) : 0;
        int back = 0;
        for (int i = seen.size() - 1; i >= 0 && back < 8; i--) {
            Seen one = seen.get(i);
            if (!one.consumer().equals(consumer)) {
                continue;
            }
            if (one.token().epoch() == named && step.c() % 3 == 0) {
                highest = Math.max(highest, one.token().deliveryNumber());
            }
            if ((step.a() / 4 + back) % 4 != 0) {
                held.add(new HeldDelivery(
                        one.offset(), one.token(), (step.b() + back) % 2 == 0, (step.c() + back) % 3 == 0));
            }
            back++;
        }
        return new QueueCommand.Refresh(
                consumer,
                grant,
                capacity,
                step.c() % 2 == 0 ? 0 : 1 + step.a() % 250,
                1 + step.b() % Math.max(1, capacity),
                named,
                highest,
                held);
    }

    /** The queue has answered a refresh; the consumer may name what it said in its next one. */
    void answered(ConsumerId consumer, long deliveredUpTo) {
        answered.put(consumer, deliveredUpTo);
    }

    /** A new epoch counts deliveries anew. */
    void newEpoch() {
        answered.clear();
    }

    QueueCommand.Receive receive(Step step) {
        ConsumerId consumer = new ConsumerId("process-b", "receive-" + receives++);
        @Nullable Duration lease = step.c() % 2 == 0 ? null : Duration.ofMillis(200 + step.c());
        return new QueueCommand.Receive(
                consumer,
                1 + step.a() % 4,
                step.c() % 3 == 0 ? 60 : 0,
                Duration.ofMillis(step.b() % 3 * 1_000L),
                lease);
    }

    static ConsumerId consumer(Step step) {
        return CONSUMERS.get(step.a() % CONSUMERS.size());
    }

    static QueueSettings settings(int choice) {
        return QueueSettings.builder()
                .lease(Duration.ofMillis(choice % 2 == 0 ? 3_000 : 700))
                .maxAttempts(1 + choice % 4)
                .backoff(new Backoff(Duration.ofMillis(choice % 3 * 400L), 2, Duration.ofMillis(5_000), 0))
                .deadLetterQueue(choice % 5 == 0 ? QueueName.of("elsewhere") : null)
                .maxMessages(choice % 7 == 0 ? 10 : 60)
                .maxBytes(choice % 4 == 1 ? 600 : 1L << 30)
                .maxMessageBytes(100)
                .deduplicationWindow(Duration.ofMillis(choice % 6 == 0 ? 0 : choice % 6 == 1 ? 700 : 4_000))
                .maxDeduplicationIds(3)
                .deadLetterExpired(choice % 3 == 0)
                .build();
    }
}
