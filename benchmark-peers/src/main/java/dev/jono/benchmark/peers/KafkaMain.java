package dev.jono.benchmark.peers;

import dev.jono.benchmark.system.BenchmarkException;
import dev.jono.benchmark.system.ParentWatch;
import java.nio.file.Path;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** A Kafka broker that is its own controller, in a process of its own; takes its properties file. */
final class KafkaMain {
    /** The name of the properties file. */
    static final String PROPERTIES = "server.properties";

    private KafkaMain() {}

    public static void main(String[] arguments) {
        ParentWatch.start();
        int formatted = StorageTool.execute(
                new String[] {
                    "format",
                    "--config",
                    arguments[0],
                    "--cluster-id",
                    Uuid.randomUuid().toString()
                },
                System.out);
        if (formatted != 0) {
            throw new BenchmarkException("Kafka's folder cannot be formatted; its status is " + formatted + ".");
        }
        Kafka.main(arguments);
    }

    /** Returns Kafka's own example of a single server, with one replica of everything. */
    static String properties(Path data, String address, int controllerPort) {
        String host = address.substring(0, address.indexOf(':'));
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@%1$s:%2$d
                listeners=PLAINTEXT://%3$s,CONTROLLER://%1$s:%2$d
                advertised.listeners=PLAINTEXT://%3$s
                controller.listener.names=CONTROLLER
                listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
                log.dirs=%4$s
                num.partitions=1
                offsets.topic.replication.factor=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                group.initial.rebalance.delay.ms=0
                """.formatted(host, controllerPort, address, data);
    }
}
