package dev.jono.benchmark.peers;

import dev.jono.benchmark.probe.Probe;
import dev.jono.benchmark.probe.ProbeSource;
import java.util.List;

/** The load tools of the peers that have one, and a word on the one that has none. */
public final class PeerTools implements ProbeSource {
    @Override
    public List<Probe> probes() {
        return List.of(
                new RabbitMqTool(new RabbitMq(RabbitMq.Kind.QUORUM)),
                new RabbitMqTool(new RabbitMq(RabbitMq.Kind.CLASSIC)),
                new ArtemisTool(),
                new KafkaTool(new KafkaShare(1)),
                new KafkaTool(new KafkaShare(4)));
    }
}
