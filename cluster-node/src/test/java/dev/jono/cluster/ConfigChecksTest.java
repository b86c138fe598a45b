package dev.jono.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigChecksTest {
    @Test
    void whatJonoConfigGivesIsSafe() {
        assertThat(ConfigChecks.problems(with(""))).isEmpty();
        assertThat(ConfigChecks.problems(with("jono.node.hosts-queues = off"))).isEmpty();
        assertThat(ConfigChecks.problems(
                        with("jono.fence.max-pause = 10 s, pekko.cluster.split-brain-resolver.stable-after = 10 s")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "pekko.actor.provider = local, pekko.actor.provider",
        "pekko.cluster.downing-provider-class = \"\", pekko.cluster.downing-provider-class",
        "pekko.actor.allow-java-serialization = on, pekko.actor.allow-java-serialization",
        "pekko.remote.artery.advanced.maximum-frame-size = 256 KiB, maximum-frame-size",
        "jono.fence.max-pause = 10 s, jono.fence.max-pause is 10000 ms",
        "pekko.cluster.split-brain-resolver.stable-after = 4 s, jono.fence.max-pause is 5000 ms",
        "jono.sharding.number-of-shards = 64, jono.sharding.number-of-shards",
        "jono.http.write = perhaps, jono.http.write",
        "jono.sharding.remember-entities = off, jono.sharding.remember-entities",
        "jono.sharding.passivation.strategy = default-strategy, jono.sharding.passivation.strategy",
    })
    void whatIsUnsafeIsNamed(String setting, String key) {
        assertThat(ConfigChecks.problems(with(setting)))
                .singleElement()
                .asString()
                .contains(key);
    }

    @Test
    void aSystemWithoutJonoConfigIsToldOfIt() {
        assertThatThrownBy(() -> ConfigChecks.require(ConfigFactory.load()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("pekko.actor.provider")
                .hasMessageContaining("JonoConfig.load()");
    }

    @Test
    void theRoleFollowsFromHostingAndKeepsTheApplicationsOwn() {
        assertThat(with("pekko.cluster.roles = [shop]").getStringList("pekko.cluster.roles"))
                .containsExactly("shop", "jono");
        assertThat(with("jono.node.hosts-queues = off").getStringList("pekko.cluster.roles"))
                .isEmpty();
    }

    private static Config with(String setting) {
        return JonoConfig.over(ConfigFactory.parseString(setting));
    }
}
