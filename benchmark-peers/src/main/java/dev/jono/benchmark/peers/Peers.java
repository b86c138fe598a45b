package dev.jono.benchmark.peers;

import dev.jono.benchmark.system.Candidate;
import dev.jono.benchmark.system.CandidateSource;
import java.util.List;

/** Every peer, with its usual production settings for durability. */
public final class Peers implements CandidateSource {
    @Override
    public List<Candidate> candidates() {
        return List.of(
                new RabbitMq(RabbitMq.Kind.QUORUM),
                new RabbitMq(RabbitMq.Kind.CLASSIC),
                new Artemis(Artemis.Reach.TCP),
                new Artemis(Artemis.Reach.IN_VM),
                new KafkaShare(1),
                new KafkaShare(4),
                new BullMq(),
                new NaivePekko());
    }
}
