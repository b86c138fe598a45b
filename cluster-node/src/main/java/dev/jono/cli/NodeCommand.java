package dev.jono.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.jono.cassandra.EmbeddedCassandra;
import dev.jono.cassandra.EmbeddedCassandraException;
import dev.jono.cluster.JonoConfig;
import dev.jono.cluster.JonoNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.remote.RemoteTransportException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code jono node}. */
@Command(
        name = "node",
        description =
                "Runs a node of the queue cluster until Ctrl-C. Its config file says at the least where Cassandra is"
                        + " (jono.cassandra.contact-points) and which nodes to join (pekko.cluster.seed-nodes).")
final class NodeCommand implements Callable<Integer> {
    private static final String CONTACT_POINTS = "jono.cassandra.contact-points";

    /** What a process that is nothing but a node does unless its configuration says otherwise. */
    private static final Config STANDALONE = ConfigFactory.parseString("""
            jono.node.standalone = on
            pekko.coordinated-shutdown.exit-jvm = on
            """);

    /** Below the configuration file: what a Cassandra of one node holds. */
    private static final Config SINGLE_REPLICA = ConfigFactory.parseString("""
            jono.cassandra.replication-factor = 1
            jono.cassandra.allow-single-replica = on
            """);

    @Option(names = "--config", paramLabel = "FILE", description = "The config file, in HOCON.")
    private @Nullable Path file;

    @Option(
            names = "--dev",
            description =
                    "For development: start an embedded Cassandra if the configuration names none, and form a cluster of"
                            + " one if it names no seed nodes.")
    private boolean dev;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "With --dev: keep Cassandra's data in this folder (default: a temporary one).")
    private @Nullable Path data;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (data != null && !dev) {
            throw new ParameterException(
                    Given.of(spec).commandLine(), "--data is for the Cassandra of --dev, which is not given");
        }
        // Set up before many threads log at once.
        LoggerFactory.getLogger(NodeCommand.class).debug("Starting a node");
        try {
            return run(ActorSystem.create(Behaviors.empty(), "jono", config()));
        } catch (ConfigException | EmbeddedCassandraException wrong) {
            throw new CliException(String.valueOf(wrong.getMessage()), wrong);
        } catch (RemoteTransportException taken) {
            throw new CliException(
                    taken.getMessage() + "; free the port, or set pekko.remote.artery.canonical.port to another",
                    taken);
        }
    }

    private int run(ActorSystem<Void> system) {
        try {
            JonoNode node = JonoNode.start(system);
            node.ready().toCompletableFuture().join();
            URI management = node.management().toCompletableFuture().join().orElse(null);
            say("The node is ready" + (management == null ? "." : "; its management port is " + management));
        } catch (CompletionException | IllegalStateException failure) {
            // The JVM ends now, with a status of its own, and the actor system with it.
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            throw new CliException(String.valueOf(cause.getMessage()), failure);
        }
        system.getWhenTerminated().toCompletableFuture().join();
        return 0;
    }

    private Config config() {
        Config application = application();
        Config said = ConfigFactory.defaultOverrides().withFallback(application);
        Config added = ConfigFactory.empty();
        if (!said.hasPath(CONTACT_POINTS)) {
            requireDev("no Cassandra is named: set " + CONTACT_POINTS + " = [\"host:9042\"] in the config file");
            added = ConfigFactory.parseString(CONTACT_POINTS + " = [\"" + startCassandra() + "\"]\n"
                    + "jono.cassandra.local-datacenter = " + EmbeddedCassandra.DATACENTER);
        }
        if (dev) {
            added = added.withFallback(SINGLE_REPLICA);
        }
        boolean joins = said.hasPath("pekko.cluster.seed-nodes")
                || (said.hasPath("jono.node.join-self") && said.getBoolean("jono.node.join-self"));
        if (!joins) {
            requireDev(
                    "no seed nodes are named: set pekko.cluster.seed-nodes in the config file, or, for a cluster of one,"
                            + " jono.node.join-self = on");
            added = added.withFallback(ConfigFactory.parseString("jono.node.join-self = on"));
        }
        return JonoConfig.over(application.withFallback(added).withFallback(STANDALONE));
    }

    private Config application() {
        if (file == null) {
            return ConfigFactory.defaultApplication();
        }
        if (!Files.isReadable(file)) {
            throw new CliException("there is no readable file " + file);
        }
        return ConfigFactory.parseFile(file.toFile());
    }

    private void requireDev(String problem) {
        if (!dev) {
            throw new CliException(problem + "; or try it out with --dev");
        }
    }

    private String startCassandra() {
        say("Starting an embedded Cassandra");
        EmbeddedCassandra.Builder builder = EmbeddedCassandra.builder();
        if (data != null) {
            builder.dataFolder(data);
        }
        EmbeddedCassandra cassandra = builder.start();
        return cassandra.host() + ":" + cassandra.port();
    }

    private void say(String text) {
        var out = Given.of(spec).commandLine().getOut();
        out.println(text);
        out.flush();
    }
}
