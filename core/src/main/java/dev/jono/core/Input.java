package dev.jono.core;

import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import java.util.List;

/** What a queue decides on. */
public sealed interface Input {

    /** A client's command. */
    record Client(QueueCommand command) implements Input {}

    /** Time has passed. */
    record Tick() implements Input {
        /** The one there is. */
        public static final Tick INSTANCE = new Tick();
    }

    /** The catalogue says that the queue exists. */
    record Declare(QueueKey key, QueueSettings settings) implements Input {}

    /** A new incarnation begins, on this node. The first input after a recovery. */
    record BeginEpoch(String node) implements Input {}

    /** The incarnation ends in good order. The last input. */
    record EndEpoch() implements Input {}

    /** A consumer is gone without having left. */
    record ConsumerLost(ConsumerId consumer) implements Input {}

    /** A process is gone, and every consumer in it. */
    record ProcessLost(String process) implements Input {}

    /** The dead-letter queue has stored everything up to this number. */
    record HandOverConfirmed(QueueName target, long upToNumber) implements Input {}

    /**
     * Messages were read back from rows of old, to be written once more. What is out of date changes nothing.
     *
     * @param runs each of them rows that become one, in the order of their offsets; none of them twice
     */
    record Carry(List<List<CarriedRow>> runs) implements Input {}

    /**
     * A row that was read back.
     *
     * @param ordinal the row's number in the journal
     * @param messages what it holds that was live before the read, ascending
     */
    record CarriedRow(long ordinal, List<StoredMessage> messages) {}
}
