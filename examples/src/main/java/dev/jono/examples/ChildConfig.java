package dev.jono.examples;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import dev.jono.cassandra.EmbeddedCassandra;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The configuration file of one process: what a service's own {@code application.conf} would say, and the demo's settings. */
final class ChildConfig {
    /** Where a process finds the demo's settings. */
    static final String SECTION = "demo";

    private final Map<String, Object> values = new LinkedHashMap<>();

    private ChildConfig(Ports ports, int port) {
        values.put("jono.cassandra.contact-points", List.of(Ports.HOST + ":" + ports.cassandra()));
        values.put("jono.cassandra.local-datacenter", EmbeddedCassandra.DATACENTER);
        values.put("jono.cassandra.replication-factor", 1);
        values.put("jono.cassandra.allow-single-replica", true);
        values.put("pekko.remote.artery.canonical.hostname", Ports.HOST);
        values.put("pekko.remote.artery.canonical.port", port);
        // The first node creates the schema, which takes its time on a busy disk.
        values.put("jono.catalogue.timeout", "90 s");
        // Five JVMs share what may be two cores: a process that waits for one of them is not dead yet.
        values.put("pekko.cluster.failure-detector.acceptable-heartbeat-pause", "6 s");
    }

    /** Returns the configuration of a node. */
    static ChildConfig node(Ports ports, int index) {
        ChildConfig config = new ChildConfig(ports, ports.nodes().get(index));
        config.values.put("jono.node.standalone", true);
        config.values.put("jono.http.port", ports.management().get(index));
        return config;
    }

    /** Returns the configuration of a process without queues. */
    static ChildConfig client(Ports ports) {
        ChildConfig config = new ChildConfig(ports, ports.producer());
        config.values.put("jono.node.hosts-queues", false);
        config.values.put("jono.http.enabled", false);
        return config;
    }

    /** Says whom to join: the first of these ports that answers. The first one itself forms the cluster if none does. */
    ChildConfig joining(List<Integer> ports) {
        values.put(
                "pekko.cluster.seed-nodes",
                ports.stream()
                        .map(port -> "pekko://" + Child.SYSTEM + "@" + Ports.HOST + ":" + port)
                        .toList());
        return this;
    }

    ChildConfig set(String name, Object value) {
        values.put(SECTION + "." + name, value instanceof Path ? value.toString() : value);
        return this;
    }

    void write(Path file) {
        var config = ConfigFactory.empty();
        for (Map.Entry<String, Object> entry : values.entrySet()) {
            config = config.withValue(entry.getKey(), ConfigValueFactory.fromAnyRef(entry.getValue()));
        }
        try {
            Files.writeString(
                    file,
                    config.root()
                            .render(ConfigRenderOptions.defaults()
                                    .setOriginComments(false)
                                    .setJson(false)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
