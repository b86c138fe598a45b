package dev.jono.benchmark.peers;

import dev.jono.benchmark.system.Candidate;
import dev.jono.benchmark.system.FreePorts;
import dev.jono.benchmark.system.Role;
import dev.jono.benchmark.system.Server;
import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.work.Works;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * Apache Kafka's share groups, the queues of Kafka: one broker, in KRaft mode, in a process of its own.
 *
 * @param partitions of each topic
 */
record KafkaShare(int partitions) implements Candidate {
    /** The heap that Kafka's own start script gives it. */
    private static final List<String> OPTIONS = List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20");

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Override
    public String name() {
        return "kafka-share-" + partitions;
    }

    @Override
    public String title() {
        return "Apache Kafka, share group, " + (partitions == 1 ? "1 partition" : partitions + " partitions");
    }

    @Override
    public Role role() {
        return partitions == 1 ? Role.PEER : Role.PARTITIONED_PEER;
    }

    @Override
    public String durability() {
        return "One broker, acks=all, no fsync before a confirm (Kafka's default: replication makes it durable; one broker here)."
                + " Producer's defaults (linger 5 ms, batches of 16 KiB); explicit acks, committed for each poll.";
    }

    @Override
    public boolean syncsFirst() {
        return false;
    }

    @Override
    public Optional<String> unfit(String work) {
        return work.equals(Works.QUEUES)
                ? Optional.of("a consumer of a share group is a client with threads and connections of its own;"
                        + " a thousand of them measure threads, not queues")
                : Optional.empty();
    }

    @Override
    public KafkaRunning start(Site site) throws Exception {
        List<Integer> ports = FreePorts.find(2);
        String address = FreePorts.HOST + ":" + ports.get(0);
        Files.writeString(
                site.folder().resolve(KafkaMain.PROPERTIES),
                KafkaMain.properties(site.folder().resolve("data"), address, ports.get(1)));
        Server server = Server.java(
                "kafka",
                site.folder(),
                OPTIONS,
                KafkaMain.class,
                List.of(site.folder().resolve(KafkaMain.PROPERTIES).toString()));
        try {
            server.awaitReady(PATIENCE, () -> reach(address));
            return new KafkaRunning(address, partitions, server, site.alarm());
        } catch (Exception e) {
            server.close();
            throw e;
        }
    }

    private static void reach(String address) throws Exception {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 2000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 1000))) {
            admin.describeCluster().nodes().get(3, TimeUnit.SECONDS);
        }
    }
}
