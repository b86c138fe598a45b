package dev.jono.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The configuration of an actor system that is to be a Jono node: what the application says, below it what a node needs of Pekko,
 * and below that the libraries' defaults.
 *
 * <pre>{@code
 * ActorSystem<Void> system = ActorSystem.create(guardian, "shop", JonoConfig.load());
 * JonoNode node = JonoNode.start(system);
 * }</pre>
 */
public final class JonoConfig {
    /** The role of the nodes that host queues. */
    public static final String ROLE = "jono";

    private static final String NODE = "dev/jono/cluster/node.conf";
    private static final String REMOVAL_MARGIN = "pekko.cluster.down-removal-margin";
    private static final String ROLES = "pekko.cluster.roles";

    private JonoConfig() {}

    /** Returns the configuration with the {@code application.conf} of the class path, or the one that is named as usual. */
    public static Config load() {
        return over(ConfigFactory.defaultApplication());
    }

    /**
     * Returns the configuration with an application's own.
     *
     * @param application what the application says; it wins over everything but system properties
     */
    public static Config over(Config application) {
        Config layered = ConfigFactory.defaultOverrides()
                .withFallback(application)
                .withFallback(ConfigFactory.parseResources(JonoConfig.class.getClassLoader(), NODE))
                .withFallback(ConfigFactory.defaultReferenceUnresolved())
                .resolve();
        Config withMargin = layered.getBoolean("jono.node.standalone") ? withMargin(layered) : layered;
        return withMargin.getBoolean("jono.node.hosts-queues") ? withRole(withMargin) : withMargin;
    }

    /** Pekko waits as long again as the resolver did, for actors that nothing but time keeps apart; queues have the owner record. */
    private static Config withMargin(Config config) {
        return config.getString(REMOVAL_MARGIN).equals("off")
                ? config.withValue(REMOVAL_MARGIN, config.getValue("jono.node.removal-margin"))
                : config;
    }

    private static Config withRole(Config config) {
        Set<String> roles = new LinkedHashSet<>(config.getStringList(ROLES));
        roles.add(ROLE);
        return config.withValue(ROLES, ConfigValueFactory.fromIterable(roles));
    }
}
