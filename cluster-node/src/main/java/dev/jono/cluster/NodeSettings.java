package dev.jono.cluster;

import com.typesafe.config.Config;
import dev.jono.api.ProducerSettings;
import java.time.Duration;

/** The sections {@code jono.node} and {@code jono.producer}, and whether there is an HTTP port, read once. */
record NodeSettings(
        boolean hostsQueues,
        boolean standalone,
        boolean joinsItself,
        Duration startTimeout,
        boolean hasHttp,
        ProducerSettings producer) {
    static NodeSettings of(Config whole) {
        Config config = whole.getConfig("jono.node");
        return new NodeSettings(
                config.getBoolean("hosts-queues"),
                config.getBoolean("standalone"),
                config.getBoolean("join-self"),
                config.getDuration("start-timeout"),
                whole.getBoolean("jono.http.enabled"),
                producer(whole.getConfig("jono.producer")));
    }

    private static ProducerSettings producer(Config config) {
        return ProducerSettings.builder()
                .maxUnconfirmed(config.getInt("max-unconfirmed"))
                .maxUnconfirmedBytes(config.getBytes("max-unconfirmed-bytes"))
                .giveUpAfter(config.getDuration("give-up-after"))
                .build();
    }
}
