package dev.jono.benchmark.report;

import dev.jono.benchmark.probe.Probes;
import java.util.Map;
import java.util.Objects;

/** What a reader is told of each probe's work. */
final class ProbeText {
    private static final Map<String, String> TITLES = Map.of(
            Probes.FAILOVER, "Failover",
            Probes.RECOVERY, "Recovery",
            Probes.RECOVERY_TENFOLD, "Recovery of a deep queue",
            Probes.PASSED, "Recovery after much has passed",
            Probes.WRITTEN_BYTES, "Bytes written",
            Probes.SMALL_HEAP, "A small heap",
            Probes.IDLE_QUEUES, "Idle queues",
            Probes.CORE, "The core alone",
            Probes.LOAD_TOOL, "The peers' own load tools");

    private static final String RECOVERY =
            "The actor that holds the queue is ended without warning, and the time runs until the next one answers. The median and the"
                    + " longest of three.";

    private static final String RECOVERY_PASSED =
            "The actor that holds the queue is ended without warning, and the time runs until the next one answers; nothing waits in it."
                    + " The median and the longest of five, 37,000 messages apart, so that they fall on different places between two"
                    + " snapshots. When fresh: after 500,000 messages. jono.queue.restart-backoff.min is 10 ms here, not 200 ms, so that the"
                    + " pause does not hide what else there is.";

    private static final String RECOVERY_PAUSE =
            " The pause of 200 ms before it starts (jono.queue.restart-backoff.min) is part of it.";

    private static final Map<String, String> EXPLANATIONS = Map.of(
            Probes.FAILOVER,
            "The process that owns a queue is killed (SIGKILL) while 500 messages of 1 KiB a second go through it; producer and consumers"
                    + " live on elsewhere, and no message may be lost. The longest time without a delivery, and the longest one in the ten"
                    + " seconds before. Jono's alone: to restart a peer's single broker would be another thing, and a cluster of theirs on"
                    + " one machine would show how soon they notice a closed connection, which is not how a machine dies.",
            Probes.RECOVERY,
            RECOVERY + RECOVERY_PAUSE,
            Probes.RECOVERY_TENFOLD,
            RECOVERY + RECOVERY_PAUSE,
            Probes.PASSED,
            RECOVERY_PASSED,
            Probes.WRITTEN_BYTES,
            "Counted at the driver: the values bound to every statement that is not a read, for sends, leases, acks, snapshots and deletes."
                    + " Nothing is carried forward in it: every message is acked, in order.",
            Probes.SMALL_HEAP,
            "A node of its own; the live heap is what a full collection leaves. Every message is checked when it is drained.",
            Probes.IDLE_QUEUES,
            "Two nodes side by side, each a cluster of its own with a Cassandra of its own; on one of them the queues are declared. Some"
                    + " minutes later both are looked at over the same windows of time, so that what the machine does meanwhile is"
                    + " in both. More: the middle one of the differences, in percent of a core; noise: half the width of their"
                    + " middle half. A difference within the noise is none. Dead-letter queues come on top, so"
                    + " jono.catalogue.max-queues is 100,000 here, not 10,000; each node's heap is 1 GiB.",
            Probes.CORE,
            "By JMH, in a JVM of its own, 3 s of warmup and 5 s of measurement each.",
            Probes.LOAD_TOOL,
            "Each tool once, against the same server and with the same settings as our adapter: 1 KiB, durable, the window, the consumers."
                    + " Ours also makes, times and compares every payload. Kafka's tools have no window of messages, a producer JVM of"
                    + " their own, and ack a whole poll by polling again; ours acks each message explicitly, as the comparison asks of every"
                    + " system. BullMQ comes without one; redis-benchmark measures Redis, not BullMQ.");

    private ProbeText() {}

    static String title(String work) {
        return Objects.requireNonNull(TITLES.get(work), work);
    }

    static String explanation(String work) {
        return Objects.requireNonNull(EXPLANATIONS.get(work), work);
    }
}
