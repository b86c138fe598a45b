package dev.jono.benchmark.systems;

/** The names of what only Jono's own probes measure. */
public final class JonoFigures {
    /** The time of the middle one of some crashes. */
    public static final String RECOVERY = "recoveryMillis";

    public static final String LONGEST_RECOVERY = "longestRecoveryMillis";
    public static final String RECOVERY_FRESH = "recoveryMillisWhenFresh";
    public static final String LIVE_128 = "liveBytesPerMessageOf128";
    public static final String LIVE_1024 = "liveBytesPerMessageOf1024";
    public static final String BACKLOG_128 = "backlogBytesPerMessageOf128";
    public static final String BACKLOG_1024 = "backlogBytesPerMessageOf1024";
    public static final String HEAP_AT_DEPTH = "liveHeapBytesAtDepth";
    public static final String HEAP_EMPTY = "liveHeapBytesWhenEmpty";
    public static final String QUEUES = "queues";
    public static final String DECLARE_SECONDS = "declareSeconds";
    public static final String CPU_WITHOUT = "cpuPercentWithout";
    public static final String CPU_MORE = "cpuPercentMore";
    public static final String CPU_NOISE = "cpuPercentOfNoise";
    public static final String HEAP_OF_QUEUES = "heapBytesOfThem";

    private JonoFigures() {}
}
