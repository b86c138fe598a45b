package dev.jono.persistence;

import com.typesafe.config.Config;
import dev.jono.api.Message;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;

/**
 * How much heap the messages of all queues of a node may take together, in two parts: those that are kept in memory beside the journal, of which
 * what is too much is dropped and read back when it is needed, and those that are on their way into the journal, past which sends are refused.
 * Safe for use by several threads.
 */
public final class PayloadBudget implements Extension {
    static final String CACHE_LIMIT = "jono.payloads.cache-limit";
    static final String SEND_LIMIT = "jono.payloads.send-limit";
    private static final String READ_AHEAD = "jono.payloads.read-ahead";

    /** A {@link Message}, its array, and their place in {@link CachedRow}. */
    private static final int MESSAGE_OVERHEAD_BYTES = 128;

    private static final int HEADER_BYTES = 192;
    private static final int ROW_BYTES = 256;

    /** Who drops messages drops this part of the limit more than it has to, so that it does so seldom. */
    private static final int SLACK_PART = 16;

    private final long cacheLimitBytes;
    private final long sendLimitBytes;
    private final long readAheadBytes;
    private final AtomicLong cachedBytes = new AtomicLong();
    private final AtomicLong sendingBytes = new AtomicLong();
    private final Set<Share> shares = ConcurrentHashMap.newKeySet();
    private final AtomicInteger inUse = new AtomicInteger();

    PayloadBudget(long cacheLimitBytes, long sendLimitBytes, long readAheadBytes) {
        this.cacheLimitBytes = cacheLimitBytes;
        this.sendLimitBytes = sendLimitBytes;
        this.readAheadBytes = readAheadBytes;
    }

    static PayloadBudget of(Config root, long maxHeapBytes) {
        return new PayloadBudget(
                bytes(root, CACHE_LIMIT, maxHeapBytes),
                bytes(root, SEND_LIMIT, maxHeapBytes),
                bytes(root, READ_AHEAD, maxHeapBytes));
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

    /** Estimates what a row takes of the heap whose messages are known only by their number and size. */
    static long heapBytes(long messages, long bytes) {
        return ROW_BYTES + bytes + messages * MESSAGE_OVERHEAD_BYTES;
    }

    /** Returns what the messages take now that the node's queues keep in memory. */
    public long cachedBytes() {
        return cachedBytes.get();
    }

    /** Returns how much that may be. */
    public long cacheLimitBytes() {
        return cacheLimitBytes;
    }

    /** Returns what the messages take now that are on their way into the journal. */
    public long sendingBytes() {
        return sendingBytes.get();
    }

    /** Returns how much that may be. */
    public long sendLimitBytes() {
        return sendLimitBytes;
    }

    void sending(long bytes) {
        sendingBytes.addAndGet(bytes);
    }

    boolean admitsSend(long bytes) {
        return sendingBytes.get() + bytes <= sendLimitBytes;
    }

    /** Tells whether so much more can be kept. */
    boolean hasRoom(long bytes) {
        return cachedBytes.get() + bytes <= cacheLimitBytes;
    }

    /** Returns how much is to be dropped; 0 or less for nothing. */
    long excessBytes() {
        long over = cachedBytes.get() - cacheLimitBytes;
        return over <= 0 ? 0 : over + cacheLimitBytes / SLACK_PART;
    }

    /** Returns what each queue may keep whatever the others need. */
    long fairBytes() {
        return cacheLimitBytes / Math.max(1, inUse.get());
    }

    /** Returns how much a queue keeps in memory ahead of its deliveries. */
    long aheadBytes() {
        return Math.min(readAheadBytes, fairBytes());
    }

    /**
     * Registers what one queue keeps.
     *
     * @param shrink has it drop what is above {@link #fairBytes}, from any thread
     */
    Share share(Runnable shrink) {
        Share share = new Share(shrink);
        shares.add(share);
        return share;
    }

    /** What one queue keeps in memory. Changed by its actor alone. */
    final class Share {
        private final Runnable shrink;
        private final AtomicBoolean isToShrink = new AtomicBoolean();
        private volatile long bytes;
        private volatile long leastBytes;

        private Share(Runnable shrink) {
            this.shrink = shrink;
        }

        long bytes() {
            return bytes;
        }

        void set(long newBytes) {
            long before = bytes;
            if (newBytes != before) {
                bytes = newBytes;
                cachedBytes.addAndGet(newBytes - before);
                if (before == 0 || newBytes == 0) {
                    inUse.addAndGet(before == 0 ? 1 : -1);
                }
            }
        }

        /** It could not drop more than this, for now; 0 when it could. */
        void staysAbove(long bytesThatStay) {
            leastBytes = bytesThatStay;
        }

        /** It has done what it was told. */
        void hasShrunk() {
            isToShrink.set(false);
        }

        /** Has the queue that keeps the most shrink, when this one cannot make enough room. */
        void shrinkLargest() {
            Share largest = this;
            for (Share share : shares) {
                if (share.bytes > largest.bytes && share.bytes > share.leastBytes) {
                    largest = share;
                }
            }
            if (largest != this && largest.bytes > fairBytes() && largest.isToShrink.compareAndSet(false, true)) {
                largest.shrink.run();
            }
        }

        void close() {
            shares.remove(this);
            set(0);
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
