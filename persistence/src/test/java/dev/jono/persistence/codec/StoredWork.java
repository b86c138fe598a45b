package dev.jono.persistence.codec;

import dev.jono.api.Message;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.core.Decision;
import dev.jono.core.Effect;
import dev.jono.core.Event;
import dev.jono.core.Input;
import dev.jono.core.Now;
import dev.jono.core.Queue;
import dev.jono.persistence.testkit.Everything;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Work that the core itself decides on, so that a snapshot has something of everything. */
final class StoredWork {
    private static final ConsumerId CONSUMER = new ConsumerId("node@host#1", "consumer-1");

    private StoredWork() {}

    static Input send() {
        Message.Builder message = Message.builder("x".getBytes(StandardCharsets.UTF_8));
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            messages.add(Message.of("plain-" + i));
        }
        messages.add(message.delay(Duration.ofMinutes(5)).build());
        messages.add(Message.builder(new byte[1]).deduplicationId("id-1").build());
        messages.add(
                Message.builder(new byte[2]).timeToLive(Duration.ofHours(1)).build());
        return new Input.Client(new QueueCommand.Send(new ProducerId("producer-1"), 1, 1, messages));
    }

    static Input consumer() {
        return new Input.Client(new QueueCommand.Refresh(CONSUMER, 1, 5, 0, 5, 0, 0, List.of()));
    }

    /** Decides on one input and keeps the events; returns what is to be done, of which deliveries have left. */
    static List<Effect> run(Queue queue, Input input, Now now, List<Event> history) {
        List<Effect> effects = new ArrayList<>();
        int consumed = 0;
        while (consumed == 0) {
            Decision decision = queue.decide(List.of(input), now);
            for (Event event : decision.events()) {
                queue.evolve(event, history.size() + 1L);
                history.add(event);
            }
            for (Effect effect : queue.dispatch(decision, Everything.AT_HAND, now)) {
                if (effect instanceof Effect.Deliver deliver) {
                    queue.begin(deliver, now);
                }
                effects.add(effect);
            }
            consumed = decision.consumed();
        }
        return effects;
    }

    /** Delivers in a later epoch and gives each delivery another end. */
    static void settleTheFirst(Queue queue, Now now, List<Event> history) {
        Now later = new Now(now.wallMillis() + 1000, 60_000);
        List<Effect> effects = run(queue, Input.Tick.INSTANCE, later, history);
        effects.addAll(run(
                queue,
                new Input.Client(
                        new QueueCommand.Receive(new ConsumerId("node@host#1", "receive"), 4, 0, Duration.ZERO, null)),
                later,
                history));
        List<Effect.Grant> grants = effects.stream()
                .filter(Effect.Deliver.class::isInstance)
                .flatMap(effect -> ((Effect.Deliver) effect).grants().stream())
                .toList();
        List<QueueCommand.Outcome> outcomes = List.of(
                QueueCommand.Ack.INSTANCE,
                new QueueCommand.Nack(Duration.ofMinutes(1), "it broke"),
                new QueueCommand.Reject("never"));
        for (int i = 0; i < Math.min(grants.size(), outcomes.size()); i++) {
            Effect.Grant grant = grants.get(i);
            run(
                    queue,
                    new Input.Client(new QueueCommand.Settle(
                            List.of(new QueueCommand.Settlement(grant.offset(), grant.token(), outcomes.get(i))))),
                    later,
                    history);
        }
    }
}
