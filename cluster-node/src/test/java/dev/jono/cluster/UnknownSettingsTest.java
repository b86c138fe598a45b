package dev.jono.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A setting that nobody reads is found. */
class UnknownSettingsTest {
    @Test
    void aMisspeltSettingIsNamedWithItsPlace() {
        assertThat(unknown(with("jono.node.hots-queues = off")))
                .singleElement()
                .asString()
                .startsWith("jono.node.hots-queues (")
                .contains("1");
        assertThat(unknown(with("jono.http { porto = 1 }, jono.sharding.shards = 3")))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "jono.http.port = 0",
                "jono.cassandra.contact-points = [\"a:1\", \"b:2\"]",
                "jono.sharding.rebalance-interval = 1 s",
                "jono.sharding.verbose-debug-logging = on",
                "jono.journal.recovery-event-timeout = 60 s",
                "jono.snapshots.snapshot-is-optional = false",
                "shop.node.hots-queues = off"
            })
    void whatIsReadIsKnown(String settings) {
        assertThat(unknown(with(settings))).isEmpty();
    }

    @Test
    void theSettingsThatThereAreDoNotDependOnTheThread() {
        Config config = with("jono.http.port = 0");
        Thread thread = Thread.currentThread();
        ClassLoader own = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader()); // knows nothing of Jono
        try {
            assertThat(unknown(config)).isEmpty();
        } finally {
            thread.setContextClassLoader(own);
        }
    }

    private static List<String> unknown(Config config) {
        return UnknownSettings.in(config, JonoNode.class.getClassLoader());
    }

    private static Config with(String settings) {
        return JonoConfig.over(ConfigFactory.parseString(settings));
    }
}
