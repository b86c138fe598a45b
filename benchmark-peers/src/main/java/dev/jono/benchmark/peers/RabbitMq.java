package dev.jono.benchmark.peers;

import dev.jono.benchmark.system.Candidate;
import dev.jono.benchmark.system.Programs;
import dev.jono.benchmark.system.Role;
import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.system.SystemUnderTest;
import java.nio.file.Path;
import java.util.Optional;

/**
 * RabbitMQ, as Debian packages it, in a process of its own.
 *
 * @param kind of queue
 */
record RabbitMq(Kind kind) implements Candidate {
    private static final String INSTALL =
            "install it with 'apt-get install rabbitmq-server' (its service need not run; the benchmark starts its own)";

    /** A kind of durable queue. */
    enum Kind {
        QUORUM,
        CLASSIC
    }

    @Override
    public String name() {
        return kind == Kind.QUORUM ? "rabbitmq-quorum" : "rabbitmq-classic";
    }

    @Override
    public String title() {
        return kind == Kind.QUORUM ? "RabbitMQ, quorum queue" : "RabbitMQ, classic durable queue";
    }

    @Override
    public Role role() {
        return Role.PEER;
    }

    @Override
    public String durability() {
        return (kind == Kind.QUORUM
                        ? "One node; the quorum queue's log is forced to disk before a confirm."
                        : "One node; persistent messages in a durable queue, forced to disk before a confirm.")
                + " Publisher confirms, prefetch " + RabbitMqRunning.PREFETCH
                + ", manual acks one by one; the protocol confirms no acks.";
    }

    @Override
    public boolean syncsFirst() {
        return true;
    }

    @Override
    public Optional<String> missing() {
        return RabbitMqServer.program().isPresent() && Programs.find("epmd").isPresent()
                ? Optional.empty()
                : Optional.of(INSTALL);
    }

    @Override
    public SystemUnderTest start(Site site) throws Exception {
        Path program = RabbitMqServer.program().orElseThrow();
        RabbitMqServer server = RabbitMqServer.start(program, site.folder());
        try {
            return new RabbitMqRunning(server, kind, site.alarm());
        } catch (Exception e) {
            server.close();
            throw e;
        }
    }
}
