package dev.jono.benchmark.peers;

import com.typesafe.config.ConfigFactory;
import dev.jono.benchmark.system.Candidate;
import dev.jono.benchmark.system.Role;
import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.system.SystemUnderTest;
import dev.jono.benchmark.systems.Cassandras;
import dev.jono.benchmark.systems.Durability;
import dev.jono.cassandra.CommitLogSync;
import dev.jono.cassandra.EmbeddedCassandra;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The queue that one would write first in Pekko: an event-sourced behavior on the maintained Cassandra plugin that persists one
 * event a command.
 */
record NaivePekko() implements Candidate {
    @Override
    public String name() {
        return "pekko-naive";
    }

    @Override
    public String title() {
        return "Pekko, one event a message";
    }

    @Override
    public Role role() {
        return Role.NAIVE;
    }

    @Override
    public String durability() {
        return Durability.of(CommitLogSync.PERIODIC)
                + " EventSourcedBehavior on pekko-persistence-cassandra, without snapshots; the driver's time-out is 30 s and the"
                + " journal's circuit breaker's 60 s, not 2 and 10, since a queue whose write times out stops.";
    }

    @Override
    public boolean syncsFirst() {
        return false;
    }

    @Override
    public SystemUnderTest start(Site site) {
        EmbeddedCassandra cassandra = Cassandras.start(CommitLogSync.PERIODIC, site);
        ActorSystem<Void> system = ActorSystem.create(
                Behaviors.empty(),
                "naive",
                ConfigFactory.parseString(
                                """
                        pekko.loglevel = WARNING
                        pekko.coordinated-shutdown.exit-jvm = off
                        pekko.persistence.journal.plugin = "pekko.persistence.cassandra.journal"
                        pekko.persistence.cassandra.journal.keyspace-autocreate = on
                        pekko.persistence.cassandra.journal.tables-autocreate = on
                        pekko.persistence.cassandra.events-by-tag.enabled = off
                        pekko.persistence.typed.stash-capacity = 100000
                        pekko.persistence.cassandra.journal.circuit-breaker.call-timeout = 60 s
                        datastax-java-driver.basic.request.timeout = 30 seconds
                        datastax-java-driver.basic.contact-points = ["%s:%d"]
                        datastax-java-driver.basic.load-balancing-policy.local-datacenter = "%s"
                        """.formatted(cassandra.host(), cassandra.port(), EmbeddedCassandra.DATACENTER))
                        .withFallback(ConfigFactory.load()));
        return new NaiveRunning(cassandra, system, site.alarm());
    }
}
