package dev.jono.cluster;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Refuses configurations of the actor system under which queues would not work or not be safe. */
final class ConfigChecks {
    /** A message of 1 MiB with what is around it. */
    static final long LEAST_FRAME_BYTES = 1280 * 1024;

    /** For life: the hash of a queue's key modulo this is its shard. */
    static final int SHARDS = 128;

    private static final Set<String> WRITE_MODES = Set.of("auto", "on", "true", "yes", "off", "false", "no");

    private final Config config;
    private final List<String> problems = new ArrayList<>();

    private ConfigChecks(Config config) {
        this.config = config;
    }

    /**
     * Checks it all.
     *
     * @throws IllegalStateException naming every wrong key and its remedy
     */
    static void require(Config config) {
        List<String> problems = problems(config);
        if (!problems.isEmpty()) {
            throw new IllegalStateException("This actor system's configuration does not fit a Jono node: "
                    + String.join("; ", problems)
                    + ". JonoConfig.load() gives one that does, below your application.conf.");
        }
    }

    static List<String> problems(Config config) {
        ConfigChecks checks = new ConfigChecks(config);
        checks.run();
        return checks.problems;
    }

    private void run() {
        requireText("pekko.actor.provider", "cluster", "queues live in a Pekko cluster");
        requireText(
                "pekko.cluster.downing-provider-class",
                "org.apache.pekko.cluster.sbr.SplitBrainResolverProvider",
                "without it a crashed node's queues never move, or run twice");
        if (config.hasPath("pekko.actor.allow-java-serialization")
                && config.getBoolean("pekko.actor.allow-java-serialization")) {
            problems.add("pekko.actor.allow-java-serialization is on, which lets a peer run code here: set it off");
        }
        if (isCluster()) {
            checkTransport();
            checkRole();
            checkPauses();
        }
        checkSharding();
        checkHttp();
    }

    private void checkTransport() {
        String frame = "pekko.remote.artery.advanced.maximum-frame-size";
        if (config.getBytes(frame) < LEAST_FRAME_BYTES) {
            problems.add(frame + " is " + config.getString(frame)
                    + ", so a message of 1 MiB would be dropped on its way: set 1280 KiB or more");
        }
    }

    private void checkRole() {
        boolean hosts = config.getBoolean("jono.node.hosts-queues");
        if (hosts != config.getStringList("pekko.cluster.roles").contains(JonoConfig.ROLE)) {
            problems.add(
                    hosts
                            ? "pekko.cluster.roles lacks \"" + JonoConfig.ROLE
                                    + "\": add it, or set jono.node.hosts-queues off"
                            : "pekko.cluster.roles has \"" + JonoConfig.ROLE
                                    + "\" though jono.node.hosts-queues is off: remove one");
        }
    }

    /** A node that slept must find itself fenced before others own what it hosts: ADR 0025. */
    private void checkPauses() {
        Duration pause = config.getDuration("jono.fence.max-pause");
        Duration stable = config.getDuration("pekko.cluster.split-brain-resolver.stable-after");
        if (pause.compareTo(stable) > 0 && !config.getBoolean("jono.fence.allow-long-pause")) {
            problems.add("jono.fence.max-pause is " + pause.toMillis() + " ms, longer than the " + stable.toMillis()
                    + " ms of pekko.cluster.split-brain-resolver.stable-after, after which others may own a sleeping node's"
                    + " queues: shorten the one or lengthen the other");
        }
    }

    private void checkSharding() {
        Config sharding = config.getConfig("jono.sharding");
        if (sharding.getInt("number-of-shards") != SHARDS) {
            problems.add("jono.sharding.number-of-shards is " + sharding.getInt("number-of-shards") + ", but it is "
                    + SHARDS + " for life: leave it out");
        }
        if (!sharding.getBoolean("remember-entities")
                || !sharding.getString("remember-entities-store").equals("eventsourced")) {
            problems.add("jono.sharding.remember-entities must be on and its store eventsourced, or leases and delays"
                    + " stop after a failover: leave them out");
        }
        if (!sharding.getString("passivation.strategy").equals("none")) {
            problems.add("jono.sharding.passivation.strategy must be none, or a quiet queue stops with leases in it:"
                    + " leave it out");
        }
    }

    private void checkHttp() {
        String write = config.getString("jono.http.write");
        if (!WRITE_MODES.contains(write)) {
            problems.add("jono.http.write is \"" + write + "\": set auto, on or off");
        }
    }

    private boolean isCluster() {
        String provider = config.getString("pekko.actor.provider");
        return provider.equals("cluster") || provider.endsWith("ClusterActorRefProvider");
    }

    private void requireText(String key, String wanted, String why) {
        String found = config.hasPath(key) ? config.getString(key) : "";
        boolean fits = found.equals(wanted) || (key.equals("pekko.actor.provider") && isCluster());
        if (!fits) {
            problems.add(key + " is \"" + found + "\": " + why + "; set \"" + wanted + "\"");
        }
    }
}
