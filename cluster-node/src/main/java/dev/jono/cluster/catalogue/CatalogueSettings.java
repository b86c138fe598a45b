package dev.jono.cluster.catalogue;

import com.typesafe.config.Config;
import java.time.Duration;

/** The section {@code jono.catalogue}, read once. */
record CatalogueSettings(
        int maxQueues, Duration timeout, Duration attemptTimeout, Duration refreshInterval, Duration followerTimeout) {
    /** The most entries of one message: with the longest names and settings some 100 KiB. */
    static final int PAGE_ENTRIES = 500;

    static CatalogueSettings of(Config whole) {
        Config config = whole.getConfig("jono.catalogue");
        return new CatalogueSettings(
                config.getInt("max-queues"),
                config.getDuration("timeout"),
                config.getDuration("attempt-timeout"),
                config.getDuration("refresh-interval"),
                config.getDuration("follower-timeout"));
    }
}
