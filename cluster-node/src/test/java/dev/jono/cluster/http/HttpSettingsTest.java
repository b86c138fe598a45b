package dev.jono.cluster.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.jono.cluster.JonoConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "auto, 127.0.0.1, true",
        "auto, localhost, true",
        "auto, ::1, true",
        "auto, 0.0.0.0, false",
        "auto, 10.1.2.3, false",
        "auto, <hostname>, false",
        "auto, '', false",
        "on, 0.0.0.0, true",
        "off, 127.0.0.1, false",
    })
    void writingIsOnByItselfOnLoopbackOnly(String mode, String host, boolean writes) {
        assertThat(HttpSettings.writes(mode, host)).isEqualTo(writes);
    }

    @Test
    void theBoundAddressCountsNotTheNamedOne() {
        assertThat(HttpSettings.of(config("jono.http.host = 127.0.0.1")).writes())
                .isTrue();
        assertThat(HttpSettings.of(config("jono.http.host = 127.0.0.1\npekko.management.http.bind-hostname = 0.0.0.0"))
                        .writes())
                .isFalse();
    }

    @Test
    void anotherModeIsRefused() {
        assertThatThrownBy(() -> HttpSettings.of(config("jono.http.write = maybe")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("jono.http.write");
    }

    private static Config config(String settings) {
        return JonoConfig.over(ConfigFactory.parseString(settings));
    }
}
