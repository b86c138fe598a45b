package dev.jono.benchmark.work;

import dev.jono.benchmark.system.BenchmarkException;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** The account of what arrived in a run, over all its consumers. */
public final class Account {
    private static final int DIGITS = 3;

    private final BitSet arrived = new BitSet();
    private final Histogram latencyNanos = new Histogram(TimeUnit.MINUTES.toNanos(30), DIGITS);
    private long deliveries;
    private long acks;
    private long lastAckNanos = Long.MIN_VALUE;

    void add(BitSet more, Histogram latencies, long moreDeliveries, long moreAcks, long ackNanos) {
        arrived.or(more);
        latencyNanos.add(latencies);
        deliveries += moreDeliveries;
        acks += moreAcks;
        if (moreAcks > 0 && (lastAckNanos == Long.MIN_VALUE || ackNanos - lastAckNanos > 0)) {
            lastAckNanos = ackNanos;
        }
    }

    /** Returns how many acks are confirmed. */
    public long acks() {
        return acks;
    }

    /** Returns when the last ack was confirmed, in the time of {@link System#nanoTime}. */
    public long lastAckNanos() {
        return lastAckNanos;
    }

    /** Returns how many different messages have arrived. */
    public long arrived() {
        return arrived.cardinality();
    }

    /** Returns how many deliveries there were beyond the first of each message. */
    public long redelivered() {
        return deliveries - arrived.cardinality();
    }

    /** Returns the latency in microseconds that this share of the messages stayed below. */
    double micros(double percentile) {
        return (double) latencyNanos.getValueAtPercentile(percentile) / 1000;
    }

    /** Returns whether any latency has been recorded. */
    boolean hasLatencies() {
        return latencyNanos.getTotalCount() > 0;
    }

    /**
     * Demands that exactly the messages 0 to {@code sent} - 1 have arrived.
     *
     * @throws BenchmarkException when one is lost or was never sent
     */
    void requireAll(long sent) {
        if (arrived.length() > sent) {
            throw new BenchmarkException(
                    "Message " + (arrived.length() - 1) + " arrived, but only " + sent + " were sent.");
        }
        if (arrived.cardinality() < sent) {
            throw new BenchmarkException((sent - arrived.cardinality()) + " of " + sent + " messages are lost, message "
                    + arrived.nextClearBit(0) + " the first of them.");
        }
    }
}
