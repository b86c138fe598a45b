package dev.jono.benchmark.core;

import dev.jono.api.Message;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.core.AtHand;
import dev.jono.core.Decision;
import dev.jono.core.Effect;
import dev.jono.core.Event;
import dev.jono.core.Input;
import dev.jono.core.Limits;
import dev.jono.core.Now;
import dev.jono.core.Queue;
import dev.jono.core.RowEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A queue with one producer that sends in batches and one consumer with room for them, driven as its actor drives it. */
final class CoreQueue {
    /** Messages of a batch. */
    static final int BATCH = 200;

    private static final int PAYLOAD_BYTES = 1024;
    private static final int CAPACITY = 10_000;
    private static final QueueKey KEY = new QueueKey(QueueName.of("work"), 0, 1);
    private static final ProducerId PRODUCER = new ProducerId("producer");
    private static final ConsumerId CONSUMER = new ConsumerId("process", "consumer");
    private static final List<Message> MESSAGES = Collections.nCopies(BATCH, Message.of(new byte[PAYLOAD_BYTES]));

    private final Queue queue = Queue.empty(Limits.DEFAULT);
    private final Memory memory = new Memory();
    private final List<QueueCommand.Settlement> leased = new ArrayList<>();
    private long sequence = 1;
    private long ordinal;
    private long millis = 1;

    CoreQueue() {
        turn(List.of(new Input.Declare(KEY, QueueSettings.DEFAULT)));
        turn(List.of(new Input.BeginEpoch("node")));
    }

    /** Lets the consumer come. */
    CoreQueue consumed() {
        turn(List.of(new Input.Client(new QueueCommand.Refresh(CONSUMER, 1, CAPACITY, 0, CAPACITY, 0, 0, List.of()))));
        return this;
    }

    /** Returns the next batch of the producer. */
    List<Input> send() {
        Input send = new Input.Client(new QueueCommand.Send(PRODUCER, sequence, sequence, MESSAGES));
        sequence += BATCH;
        return List.of(send);
    }

    /** Returns the acks of all that is leased, which they forget. */
    List<Input> settle() {
        List<Input> settle = List.of(new Input.Client(new QueueCommand.Settle(leased)));
        leased.clear();
        return settle;
    }

    /** Decides, and changes nothing. */
    Decision decide(List<Input> inputs) {
        return queue.decide(inputs, now());
    }

    /** Applies what was decided. */
    void evolve(Decision decision) {
        ordinal++;
        for (Event event : decision.events()) {
            queue.evolve(event, ordinal);
        }
        memory.follow(decision);
    }

    /** Does what is due after the commit; what is delivered counts as leased. */
    int dispatch(Decision decision) {
        List<Effect> effects = queue.dispatch(decision, memory, now());
        millis++;
        for (Effect effect : effects) {
            if (effect instanceof Effect.Deliver deliver) {
                queue.begin(deliver, now());
                for (Effect.Grant grant : deliver.grants()) {
                    leased.add(new QueueCommand.Settlement(grant.offset(), grant.token(), QueueCommand.Ack.INSTANCE));
                }
            }
        }
        return leased.size();
    }

    /** Does all three. */
    int turn(List<Input> inputs) {
        Decision decision = decide(inputs);
        evolve(decision);
        return dispatch(decision);
    }

    private Now now() {
        return new Now(millis, millis);
    }

    /** A memory that holds every row. A batch is a row, and all of them are acked together. */
    private static final class Memory implements AtHand {
        private static final long AHEAD_BYTES = 1 << 20;

        private long rows;

        void follow(Decision decision) {
            for (Event event : decision.events()) {
                if (event instanceof Event.Enqueued) {
                    rows++;
                } else if (event instanceof Event.Acked) {
                    rows = 0;
                }
            }
        }

        @Override
        public boolean contains(long ordinal) {
            return true;
        }

        @Override
        public long rows() {
            return rows;
        }

        @Override
        public long aheadBytes() {
            return AHEAD_BYTES;
        }

        @Override
        public long heapBytes(RowEntry row) {
            return row.bytes();
        }
    }
}
