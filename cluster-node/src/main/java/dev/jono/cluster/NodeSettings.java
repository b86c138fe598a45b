package dev.jono.cluster;

import com.typesafe.config.Config;
import java.time.Duration;

/** The section {@code jono.node}, read once. */
record NodeSettings(boolean hostsQueues, boolean standalone, boolean joinsItself, Duration startTimeout) {
    static NodeSettings of(Config whole) {
        Config config = whole.getConfig("jono.node");
        return new NodeSettings(
                config.getBoolean("hosts-queues"),
                config.getBoolean("standalone"),
                config.getBoolean("join-self"),
                config.getDuration("start-timeout"));
    }
}
