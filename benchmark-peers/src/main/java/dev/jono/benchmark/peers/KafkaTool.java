package dev.jono.benchmark.peers;

import dev.jono.benchmark.probe.ToolLines;
import dev.jono.benchmark.system.Server;
import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.work.Conditions;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** Kafka's producer and share-consumer performance tools at the same time. The latter acks by polling again. */
final class KafkaTool extends LoadTool {
    private static final String QUEUE = "load-tool";
    /** Each consumer prints its own every second: start, end, MB, MB/s, messages a second. */
    private static final Pattern SAMPLE = Pattern.compile(
            "^[0-9-]+ [0-9:]+, [0-9-]+ [0-9:]+, [0-9.]+, [0-9.]+, (?<rate>[0-9.]+), .* for share consumer");

    /** More than any rate seen, so that the producing tool does not end first. */
    private static final int MOST_PER_SECOND = 1_000_000;

    private final KafkaShare peer;

    KafkaTool(KafkaShare peer) {
        this.peer = peer;
    }

    @Override
    public String system() {
        return peer.name();
    }

    @Override
    public String title() {
        return peer.title() + ": kafka-producer-perf-test with kafka-share-consumer-perf-test";
    }

    @Override
    double rate(Site site, Conditions conditions) throws Exception {
        try (KafkaRunning kafka = peer.start(site)) {
            kafka.declare(List.of(QUEUE));
            String records = String.valueOf((long) MOST_PER_SECOND * seconds(conditions));
            Server producer = start(
                    "producer-perf-test",
                    site,
                    "org.apache.kafka.tools.ProducerPerformance",
                    producing(kafka.address(), records, conditions));
            try (Server consumer = start(
                    "share-consumer-perf-test",
                    site,
                    "org.apache.kafka.tools.ShareConsumerPerformance",
                    consuming(kafka.address(), records, conditions))) {
                awaitSamples(consumer, seconds(conditions) * conditions.consumers());
                return conditions.consumers()
                        * ToolLines.meanOfLast(consumer.said(), SAMPLE, conditions.seconds() * conditions.consumers());
            } finally {
                producer.close();
            }
        }
    }

    /** The tools go on until they are stopped, or have had all their messages. */
    private static void awaitSamples(Server consumer, int samples) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.plusSeconds(samples).toNanos();
        while (consumer.said().stream().filter(SAMPLE.asPredicate()).count() < samples
                && consumer.handles().stream().anyMatch(ProcessHandle::isAlive)
                && System.nanoTime() - deadline < 0) {
            Thread.sleep(500);
        }
    }

    private static List<String> consuming(String address, String records, Conditions conditions) {
        return List.of(
                "--bootstrap-server",
                address,
                "--topic",
                QUEUE,
                "--group",
                QUEUE,
                "--threads",
                String.valueOf(conditions.consumers()),
                "--num-records",
                records,
                "--timeout",
                // The tool ends when that has passed, whether or not messages come.
                String.valueOf(1000L * (seconds(conditions) + 2 * PATIENCE.toSeconds())),
                "--show-detailed-stats",
                "--reporting-interval",
                "1000");
    }

    private static List<String> producing(String address, String records, Conditions conditions) {
        return List.of(
                "--bootstrap-server",
                address,
                "--topic",
                QUEUE,
                "--num-records",
                records,
                "--record-size",
                String.valueOf(PAYLOAD_BYTES),
                "--throughput",
                "-1",
                "--reporting-interval",
                "1000",
                "--command-property",
                "acks=all",
                // The tool has no window of messages; what its buffer holds is unconfirmed.
                "buffer.memory=" + (long) conditions.window() * PAYLOAD_BYTES);
    }
}
