package dev.jono.benchmark.peers;

import dev.jono.benchmark.system.Confirm;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/** A queue that persists one event for each message sent and one for each acked. */
@SuppressWarnings("ArrayRecordComponent") // payloads are handed on, never compared
final class NaiveQueue extends EventSourcedBehavior<NaiveQueue.Command, byte[], NaiveQueue.State> {
    private static final int CREDIT = 500;
    private static final byte SENT = 0;
    private static final byte ACKED = 1;

    private final Map<ActorRef<Delivery>, Integer> credits = new HashMap<>();
    private final Queue<ActorRef<Delivery>> turns = new ArrayDeque<>();
    private final Map<ActorRef<Delivery>, ActorRef<Done>> leaving = new HashMap<>();

    private NaiveQueue(String name) {
        super(PersistenceId.ofUniqueId(name));
    }

    static Behavior<Command> create(String name) {
        return new NaiveQueue(name);
    }

    /** What it takes. */
    sealed interface Command permits Send, Subscribe, Unsubscribe, Settle {}

    record Send(byte[] payload, Confirm confirm) implements Command {}

    record Subscribe(ActorRef<Delivery> consumer) implements Command {}

    /** Answered once all that the consumer got is acked; it gets nothing more. */
    record Unsubscribe(ActorRef<Delivery> consumer, ActorRef<Done> replyTo) implements Command {}

    record Settle(long number, ActorRef<Delivery> consumer, Runnable done) implements Command {}

    /** What a consumer gets. */
    record Delivery(long number, byte[] payload) {}

    /** What is journaled: messages by number, and which of them have not been delivered yet. */
    static final class State {
        private final Map<Long, byte[]> messages = new TreeMap<>();
        private final Queue<Delivery> waiting = new ArrayDeque<>();
        private long next;

        private State sent(byte[] payload) {
            messages.put(next, payload);
            waiting.add(new Delivery(next++, payload));
            return this;
        }

        private State acked(long number) {
            messages.remove(number);
            return this;
        }
    }

    @Override
    public State emptyState() {
        return new State();
    }

    @Override
    public CommandHandler<Command, byte[], State> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(
                        Send.class,
                        (state, send) -> Effect()
                                .persist(event(SENT, send.payload()))
                                .thenRun(sent -> {
                                    send.confirm().confirmed();
                                    deliver(sent);
                                }))
                .onCommand(
                        Settle.class,
                        (state, settle) -> Effect()
                                .persist(event(
                                        ACKED,
                                        ByteBuffer.allocate(Long.BYTES)
                                                .putLong(settle.number())
                                                .array()))
                                .thenRun(acked -> {
                                    settle.done().run();
                                    grant(settle.consumer(), 1);
                                    deliver(acked);
                                }))
                .onCommand(
                        Subscribe.class,
                        (state, subscribe) -> Effect().none().thenRun(same -> {
                            grant(subscribe.consumer(), CREDIT);
                            deliver(same);
                        }))
                .onCommand(
                        Unsubscribe.class,
                        (state, unsubscribe) -> Effect().none().thenRun(same -> {
                            turns.remove(unsubscribe.consumer());
                            leaving.put(unsubscribe.consumer(), unsubscribe.replyTo());
                            letGo(unsubscribe.consumer());
                        }))
                .build();
    }

    @Override
    public EventHandler<State, byte[]> eventHandler() {
        return (state, event) -> {
            ByteBuffer buffer = ByteBuffer.wrap(event);
            if (buffer.get() == ACKED) {
                return state.acked(buffer.getLong());
            }
            byte[] payload = new byte[buffer.remaining()];
            buffer.get(payload);
            return state.sent(payload);
        };
    }

    private void grant(ActorRef<Delivery> consumer, int more) {
        int before = credits.getOrDefault(consumer, 0);
        credits.put(consumer, before + more);
        if (leaving.containsKey(consumer)) {
            letGo(consumer);
        } else if (before == 0) {
            turns.add(consumer);
        }
    }

    private void letGo(ActorRef<Delivery> consumer) {
        if (credits.getOrDefault(consumer, 0) < CREDIT) {
            return;
        }
        credits.remove(consumer);
        ActorRef<Done> replyTo = leaving.remove(consumer);
        if (replyTo != null) {
            replyTo.tell(Done.getInstance());
        }
    }

    private void deliver(State state) {
        while (!state.waiting.isEmpty() && !turns.isEmpty()) {
            ActorRef<Delivery> consumer = turns.remove();
            int left = credits.getOrDefault(consumer, 0) - 1;
            credits.put(consumer, left);
            consumer.tell(state.waiting.remove());
            if (left > 0) {
                turns.add(consumer);
            }
        }
    }

    private static byte[] event(byte kind, byte[] content) {
        return ByteBuffer.allocate(1 + content.length).put(kind).put(content).array();
    }
}
