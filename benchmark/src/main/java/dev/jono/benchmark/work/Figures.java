package dev.jono.benchmark.work;

import java.util.LinkedHashMap;
import java.util.Map;

/** The names of what is measured, units last, and a builder of results. */
public final class Figures {
    public static final String MESSAGES = "messages";
    public static final String RATE = "messagesPerSecond";
    public static final String P50 = "p50Micros";
    public static final String P99 = "p99Micros";
    public static final String P999 = "p999Micros";
    public static final String MAX = "maxMicros";
    public static final String REDELIVERED = "redelivered";
    public static final String SEND_RATE = "sendsPerSecond";
    public static final String SEND_RATE_EMPTY = "sendsPerSecondWhenEmpty";
    public static final String SEND_RATE_DEEP = "sendsPerSecondAtDepth";
    public static final String DRAIN_RATE = "drainedPerSecond";
    public static final String DEPTH = "depth";
    public static final String COMMITS = "commits";
    public static final String DRIVER_CPU = "driverCpuMicrosPerMessage";
    public static final String SERVER_CPU = "serverCpuMicrosPerMessage";
    public static final String STOLEN = "stolenShare";

    /** Below it {@link #STOLEN} is none in whole percents, and nothing is said of it. */
    public static final double LEAST_STOLEN = 0.005;

    private final Map<String, Double> values = new LinkedHashMap<>();

    /** Adds a figure. */
    public Figures put(String name, double value) {
        values.put(name, value);
        return this;
    }

    /** Adds what an account has of latencies and of repetitions. */
    public Figures account(Account account) {
        if (account.hasLatencies()) {
            put(P50, account.micros(50));
            put(P99, account.micros(99));
            put(P999, account.micros(99.9));
            put(MAX, account.micros(100));
        }
        return put(MESSAGES, (double) account.arrived()).put(REDELIVERED, (double) account.redelivered());
    }

    /** Returns all, in the order in which they were added. */
    public Map<String, Double> values() {
        return values;
    }
}
