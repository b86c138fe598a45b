package dev.jono.benchmark.peers;

import dev.jono.benchmark.system.Alarm;
import dev.jono.benchmark.system.BenchmarkException;
import dev.jono.benchmark.system.Confirm;
import dev.jono.benchmark.system.Consuming;
import dev.jono.benchmark.system.Handler;
import dev.jono.benchmark.system.Sender;
import dev.jono.benchmark.system.Server;
import dev.jono.benchmark.system.SystemUnderTest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ShareGroupDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.AppInfoParser;

/** A Kafka whose topics are queues: a share group on each, one client a consumer. */
final class KafkaRunning implements SystemUnderTest {
    private static final long PATIENCE_SECONDS = 60;
    private static final short ONE_REPLICA = 1;

    private final String address;
    private final int partitions;
    private final Server server;
    private final Alarm alarm;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    /** How many consumers each group is to have whose partitions have not been divided yet. */
    private final Map<String, Integer> joining = new HashMap<>();

    KafkaRunning(String address, int partitions, Server server, Alarm alarm) {
        this.address = address;
        this.partitions = partitions;
        this.server = server;
        this.alarm = alarm;
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address));
        this.producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, address, ProducerConfig.ACKS_CONFIG, "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Returns what a client connects to. */
    String address() {
        return address;
    }

    @Override
    public void declare(List<String> queues) throws Exception {
        admin.createTopics(queues.stream()
                        .map(queue -> new NewTopic(queue, partitions, ONE_REPLICA))
                        .toList())
                .all()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        for (String queue : queues) {
            // A share group begins at the end of its topic unless it is told otherwise.
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.GROUP, queue),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Override
    public Sender sender(String queue, Confirm confirm) {
        Callback callback = (metadata, failure) -> {
            if (failure == null) {
                confirm.confirmed();
            } else {
                alarm.raise(failure);
            }
        };
        return payload -> {
            // The callback tells all that the future would.
            var unused = producer.send(new ProducerRecord<>(queue, payload), callback);
        };
    }

    /**
     * A member that joins takes partitions away from others, which learn of it with their next heartbeat, up to 5 s later; what they have
     * fetched of those by then is locked for 30 s.
     */
    @Override
    public void awaitConsumers() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        for (Map.Entry<String, Integer> group : joining.entrySet()) {
            while (!isDivided(group.getKey(), group.getValue())) {
                if (System.nanoTime() - deadline > 0) {
                    throw new BenchmarkException("Share group " + group.getKey()
                            + " has not divided its partitions within " + PATIENCE_SECONDS + " s.");
                }
                Thread.sleep(100);
            }
        }
        joining.clear();
    }

    /** Returns whether all members know the last assignment, which has every partition. */
    private boolean isDivided(String group, int members) throws Exception {
        Optional<ShareGroupDescription> described = described(group);
        if (described.isEmpty()) {
            return false;
        }
        ShareGroupDescription now = described.get();
        Set<TopicPartition> assigned = now.members().stream()
                .flatMap(member -> member.assignment().topicPartitions().stream())
                .collect(Collectors.toSet());
        return now.members().size() == members
                && assigned.size() == partitions
                && now.targetAssignmentEpoch() == now.groupEpoch()
                && now.members().stream().allMatch(member -> member.memberEpoch() == now.groupEpoch());
    }

    /** Returns nothing as long as no member has joined: only then does the group exist. */
    private Optional<ShareGroupDescription> described(String group) throws Exception {
        try {
            return Optional.ofNullable(admin.describeShareGroups(List.of(group))
                    .all()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .get(group));
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof GroupIdNotFoundException) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    @Override
    public Consuming consume(String queue, Handler handler) {
        joining.merge(queue, 1, Integer::sum);
        KafkaConsuming consuming = KafkaConsuming.start(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        address,
                        ConsumerConfig.GROUP_ID_CONFIG,
                        queue,
                        ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG,
                        "explicit"),
                queue,
                handler,
                alarm);
        return () -> {
            // Its group is not to be waited for, should nobody have done so.
            joining.remove(queue);
            consuming.stop();
        };
    }

    /** Broker and client come from the same class path. */
    @Override
    public Map<String, String> about() {
        return Map.of("Kafka", AppInfoParser.getVersion());
    }

    @Override
    public List<ProcessHandle> servers() {
        return server.handles();
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        admin.close(Duration.ZERO);
        server.close();
    }
}
