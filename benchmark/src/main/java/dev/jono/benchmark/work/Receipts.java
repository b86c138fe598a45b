package dev.jono.benchmark.work;

import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What a share of the consumers has got and acked. Safe for use by several threads; a share of its own each keeps them apart. */
final class Receipts {
    private static final long HIGHEST_LATENCY_NANOS = TimeUnit.MINUTES.toNanos(30);
    private static final int DIGITS = 3;

    private long countFromNanos = System.nanoTime();
    private final BitSet arrived = new BitSet();
    private final Histogram latencyNanos = new Histogram(HIGHEST_LATENCY_NANOS, DIGITS);
    private long deliveries;
    private long acks;
    private long lastAckNanos;

    /** Has latencies count only of messages that should be sent from then on; the rest of what they do counts all the same. */
    synchronized void countLatenciesFrom(long nanos) {
        countFromNanos = nanos;
    }

    /** Forgets the acks so far: they were those of a rehearsal. */
    synchronized void begin() {
        acks = 0;
        countFromNanos = System.nanoTime();
    }

    synchronized void arrived(Payloads.Arrival message, long nowNanos) {
        deliveries++;
        arrived.set(Math.toIntExact(message.number()));
        if (message.sentNanos() - countFromNanos >= 0) {
            latencyNanos.recordValue(Math.max(0, Math.min(nowNanos - message.sentNanos(), HIGHEST_LATENCY_NANOS)));
        }
    }

    synchronized void acked(long nowNanos) {
        acks++;
        lastAckNanos = nowNanos;
    }

    synchronized long acks() {
        return acks;
    }

    /** Adds what this share has to the account of all. */
    synchronized void addTo(Account account) {
        account.add(arrived, latencyNanos, deliveries, acks, lastAckNanos);
    }
}
