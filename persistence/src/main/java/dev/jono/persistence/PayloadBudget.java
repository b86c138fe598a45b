package dev.jono.persistence;

import com.typesafe.config.Config;
import dev.jono.api.Message;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;

/**
 * How much heap the messages of all queues of a node may take together. Two limits: past the first one sends are refused, while
 * deliveries and acks go on, so that it drains; what must go on besides (reading a queue after a failover, completing the
 * hand-over of a dead letter) may use what lies between the first and the second. Safe for use by several threads.
 */
public final class PayloadBudget implements Extension {
    static final String SEND_LIMIT = "jono.payloads.send-limit";
    static final String RECOVERY_LIMIT = "jono.payloads.recovery-limit";

    /** A {@link Message}, its array, and their place in {@link PayloadStore}. */
    private static final int MESSAGE_OVERHEAD_BYTES = 128;

    private static final int HEADER_BYTES = 192;

    private final long sendLimitBytes;
    private final long recoveryLimitBytes;
    private final AtomicLong usedBytes = new AtomicLong();

    PayloadBudget(long sendLimitBytes, long recoveryLimitBytes) {
        if (sendLimitBytes < 0 || recoveryLimitBytes < sendLimitBytes) {
            throw new IllegalArgumentException(RECOVERY_LIMIT + " = " + recoveryLimitBytes
                    + " bytes must not be less than " + SEND_LIMIT + " = " + sendLimitBytes + " bytes");
        }
        this.sendLimitBytes = sendLimitBytes;
        this.recoveryLimitBytes = recoveryLimitBytes;
    }

    static PayloadBudget of(Config root, long maxHeapBytes) {
        return new PayloadBudget(bytes(root, SEND_LIMIT, maxHeapBytes), bytes(root, RECOVERY_LIMIT, maxHeapBytes));
    }

    /** The budget of the system. */
    public static PayloadBudget get(ClassicActorSystemProvider system) {
        return Id.INSTANCE.get(system);
    }

    /** Estimates what a message takes of the heap, cheaply. */
    static long heapBytes(Message message) {
        return message.payload().length
                + MESSAGE_OVERHEAD_BYTES
                + (long) HEADER_BYTES * message.headers().size();
    }

    /** Estimates what messages take of the heap that are known only by their number and size. */
    static long heapBytes(long messages, long bytes) {
        return bytes + messages * MESSAGE_OVERHEAD_BYTES;
    }

    /** Returns what the messages of the node's queues take now. */
    public long usedBytes() {
        return usedBytes.get();
    }

    /** Returns the limit for sends. */
    public long sendLimitBytes() {
        return sendLimitBytes;
    }

    /** Returns the limit for everything. */
    public long recoveryLimitBytes() {
        return recoveryLimitBytes;
    }

    void add(long bytes) {
        if (bytes != 0) {
            usedBytes.addAndGet(bytes);
        }
    }

    boolean admitsSend(long bytes) {
        return usedBytes.get() + bytes <= sendLimitBytes;
    }

    boolean admitsRecovery(long bytes) {
        return usedBytes.get() + bytes <= recoveryLimitBytes;
    }

    /** Fails, naming cause and remedy, if that much more would not fit. */
    void requireRecovery(String queue, long moreBytes) {
        if (!admitsRecovery(moreBytes)) {
            throw new PayloadBudgetException("Queue " + queue
                    + " does not fit into this node's memory and stays stopped until it does: "
                    + moreBytes + " bytes of messages beside " + usedBytes.get() + " exceed " + RECOVERY_LIMIT + " = "
                    + recoveryLimitBytes
                    + ". Let consumers drain the node's other queues, add nodes, or give it a larger heap.");
        }
    }

    private static long bytes(Config root, String path, long maxHeapBytes) {
        String text = root.getString(path).strip();
        if (!text.endsWith("%")) {
            return root.getBytes(path);
        }
        try {
            return (long) (maxHeapBytes * (Double.parseDouble(text.substring(0, text.length() - 1)) / 100));
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(
                    path + " = \"" + text + "\" is neither a number of bytes nor a share of the heap such as 50%",
                    notANumber);
        }
    }

    private static final class Id extends AbstractExtensionId<PayloadBudget> {
        static final Id INSTANCE = new Id();

        @Override
        public PayloadBudget createExtension(ExtendedActorSystem system) {
            return PayloadBudget.of(
                    system.settings().config(), Runtime.getRuntime().maxMemory());
        }
    }
}
