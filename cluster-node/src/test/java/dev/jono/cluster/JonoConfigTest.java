package dev.jono.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;

class JonoConfigTest {
    @Test
    void onlyANodeThatIsNothingElseTakesOverBeforePekkosMargin() {
        assertThat(margin("")).isEqualTo("off");
        assertThat(margin("jono.node.standalone = on")).isEqualTo("1 s");
        assertThat(margin("jono.node.standalone = on\npekko.cluster.down-removal-margin = 9 s"))
                .as("what the application says wins")
                .isEqualTo("9 s");
    }

    @Test
    void theResolverWaitsForAsLongAsAProcessMaySleep() {
        Config config = JonoConfig.over(ConfigFactory.empty());
        assertThat(config.getDuration("pekko.cluster.split-brain-resolver.stable-after"))
                .isGreaterThanOrEqualTo(config.getDuration("jono.fence.max-pause"));
    }

    private static String margin(String application) {
        return JonoConfig.over(ConfigFactory.parseString(application)).getString("pekko.cluster.down-removal-margin");
    }
}
