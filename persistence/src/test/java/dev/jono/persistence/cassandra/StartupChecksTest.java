package dev.jono.persistence.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartupChecksTest {
    private static List<String> problems(String settings) {
        Config config = ConfigFactory.parseString(settings).withFallback(ConfigFactory.load());
        return new StartupChecks(config, CassandraSettings.of(config)).unsafeSettings();
    }

    @Test
    void theDefaultsAreSafe() {
        assertThat(problems("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jono.cassandra.consistency = ONE | set LOCAL_QUORUM or QUORUM",
                "jono.cassandra.serial-consistency = QUORUM | set LOCAL_SERIAL or SERIAL",
                "jono.cassandra.serial-consistency = SERIAL | does not go with",
                "jono.cassandra.consistency = ALL | QUORUM and SERIAL",
                "pekko.actor.allow-java-serialization = on | it lets a peer run code here; set it off",
                "jono.snapshots.snapshot-is-optional = on | set it off",
                "jono.journal.write-response-global-order = on | set it off",
                "jono.journal.replay-filter.mode = warn | must be off",
                "pekko.actor.provider = cluster | SplitBrainResolverProvider",
            })
    void namesAnUnsafeSettingAndItsRemedy(String setting, String remedy) {
        String key = setting.substring(0, setting.indexOf(' '));
        assertThat(problems(setting)).hasSize(1).anyMatch(problem -> problem.contains(remedy));
        assertThat(problems(setting).get(0))
                .contains(key.startsWith("pekko.actor.provider") ? "downing-provider-class" : key);
    }

    @Test
    void aClusterWithADowningProviderIsSafe() {
        assertThat(problems("pekko.actor.provider = cluster, pekko.cluster.downing-provider-class = some.Provider"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "jono.cassandra.keyspace = Jo-no, keyspace",
        "jono.cassandra.contact-points = [localhost], host:port",
        "jono.cassandra.consistency = MOST, consistency level",
    })
    void refusesASettingThatMeansNothing(String setting, String saying) {
        assertThatThrownBy(() -> problems(setting))
                .isInstanceOf(ConfigException.BadValue.class)
                .hasMessageContaining(saying);
    }

    @Test
    void refusesAKeyspaceOfTooFewReplicasUnlessAllowed() {
        requireReplicas("", "3");
        requireReplicas("", "4/1");
        requireReplicas("jono.cassandra.allow-single-replica = on", "1");
        assertThatThrownBy(() -> requireReplicas("", "1"))
                .isInstanceOf(CassandraException.class)
                .hasMessageContainingAll(
                        "1 of the 3 replicas", "loses messages", "jono.cassandra.allow-single-replica");
        assertThatThrownBy(() -> requireReplicas("", "2"))
                .isInstanceOf(CassandraException.class)
                .hasMessageContainingAll("2 of the 3 replicas", "stops every queue");
        assertThatThrownBy(() -> requireReplicas("jono.cassandra.allow-single-replica = on", "0"))
                .isInstanceOf(CassandraException.class)
                .hasMessageContaining("no replica in data centre");
    }

    private static void requireReplicas(String settings, String count) {
        Config config = ConfigFactory.parseString(settings).withFallback(ConfigFactory.load());
        new StartupChecks(config, CassandraSettings.of(config)).requireReplicas(Map.of("datacenter1", count));
    }

    @Test
    void neverPrintsThePassword() {
        Config config =
                ConfigFactory.parseString("jono.cassandra.password = hunter2").withFallback(ConfigFactory.load());
        assertThat(CassandraSettings.of(config).toString()).doesNotContain("hunter2");
    }
}
